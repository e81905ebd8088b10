// Declared by the contract (10-identity §1, §7); to be replaced by the generated types.
export type Scope = 'licencia' | 'soporte' | 'totem' | 'ventas' | 'entradas';

export interface ApiKey {
  id: number;
  empresa_id: number;
  empresa_nombre: string;
  nombre: string;
  prefijo: string;
  scopes: Scope[];
  activo: boolean;
  fecha_creacion: string;
  ultimo_uso: string | null;
  fecha_expiracion: string | null;
  revocada_en?: string | null;
}

export interface ApiKeyPage {
  api_keys: ApiKey[];
  total: number;
}

export interface NewApiKey {
  empresa_id: number;
  nombre: string;
  scopes: Scope[];
  dias_expiracion?: number;
}

export interface ApiKeyCreated {
  api_key: ApiKey;
  api_key_plana: string;
}
