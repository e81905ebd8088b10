"""Routes of /api/mercadopago and its older spellings."""
