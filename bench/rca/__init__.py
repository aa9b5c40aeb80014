"""The public root-cause cases of bench/localisation.py, read into what the product ranks."""
