import java.io.FileInputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Java's TLS servers (JSSE), one a line of the file given: port, PKCS #12 file, trust (or -), versions, with blanks. */
public class Server {
  static final char[] PASSWORD = "changeit".toCharArray();

  public static void main(String[] arguments) throws Exception {
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      String[] words = line.split(" ");
      SSLServerSocket listener = listen(Integer.parseInt(words[0]), words[1], words[2]);
      listener.setEnabledProtocols(words[3].split(","));
      Thread thread = new Thread(() -> serve(listener));
      thread.setDaemon(true);
      thread.start();
    }
    while (System.in.read() >= 0) {} // leave when whoever started us is gone
  }

  static SSLServerSocket listen(int port, String keys, String trust) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(load(keys), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
    if (!trust.equals("-")) others.init(load(trust));
    context.init(own.getKeyManagers(), trust.equals("-") ? null : others.getTrustManagers(), null);
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    SSLServerSocket listener =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(port, 50, loopback);
    listener.setNeedClientAuth(!trust.equals("-"));
    return listener;
  }

  static KeyStore load(String file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (FileInputStream input = new FileInputStream(file)) {
      store.load(input, PASSWORD);
    }
    return store;
  }

  static void serve(SSLServerSocket listener) {
    while (true) {
      try {
        SSLSocket socket = (SSLSocket) listener.accept();
        Thread thread = new Thread(() -> answer(socket));
        thread.setDaemon(true);
        thread.start();
      } catch (java.io.IOException ended) {
        return;
      }
    }
  }

  static void answer(SSLSocket socket) {
    try (socket) {
      socket.setSoTimeout(5000);
      socket.startHandshake();
      socket.getInputStream().read(new byte[4096]);
    } catch (java.io.IOException refused) {
      // The handshake's end is for whoever looks to name.
    }
  }
}
