import type { Usuario } from '../../../core/auth/user';

/** Status 202 of `POST /auth/login`: the password was right, a second factor is needed. */
export interface LoginChallenge {
  requires_otp: true;
  challenge_token: string;
  otp_methods: ('totp' | 'backup_code')[];
}

/** Body of `POST /auth/registro`. */
export interface RegistrationRequest {
  nombre: string;
  email: string;
  password: string;
  empresa_id?: string;
  empresa_nombre?: string;
  codigo_invitacion?: string;
  otp_method: 'totp' | 'none';
}

export interface OtpSetup {
  method: 'totp';
  secret: string;
  provisioning_uri: string;
  backup_codes: string[];
  activation_token: string;
}

/** Status 201 of `POST /auth/registro`. */
export interface RegistrationResponse {
  message: string;
  usuario: Usuario;
  empresa: { id: number; nombre: string; estado: boolean } | null;
  otp_setup?: OtpSetup;
}

/** Answer of `GET /public/politica-password`. */
export interface PasswordPolicy {
  min_length: number;
  max_length: number;
  reglas: { codigo: string; patron: string; texto: string }[];
}
