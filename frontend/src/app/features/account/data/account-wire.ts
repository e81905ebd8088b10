import type { Usuario } from '../../../core/auth/user';

/** One row of `GET /auth/sessions`. */
export interface Sesion {
  id: number;
  creado_en: string;
  ultimo_uso: string;
  expira_en: string;
  ip: string;
  agente: string;
  actual: boolean;
}

export interface SessionsResponse {
  sesiones: Sesion[];
}

/** Answer of `POST /auth/otp/setup`. */
export interface OtpSecret {
  secret: string;
  provisioning_uri: string;
}

/** Answer of `POST /auth/otp/activate` and `/auth/otp/backup-codes`. */
export interface BackupCodesResponse {
  message: string;
  backup_codes: string[];
}

/** Body of `PUT /account/profile`; null clears, except the name. */
export type ProfileChange = Partial<
  Pick<Usuario, 'nombre' | 'telefono' | 'direccion' | 'ciudad' | 'pais' | 'fecha_nacimiento'>
>;

/** Answer of `POST /account/password/request-code`. */
export interface CodeRequestResponse {
  message: string;
  email: string;
  expires_in_minutes: number;
}
