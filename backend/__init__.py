"""Mostrador: the back office for businesses that get paid through Mercado Pago."""
