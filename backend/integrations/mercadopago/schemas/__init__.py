"""Wire words of /api/mercadopago."""
