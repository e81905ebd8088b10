import { inject } from '@angular/core';
import { type CanActivateFn, Router, type Routes } from '@angular/router';

import { signedOut } from '../../core/auth/guards';
import { LoginFlow } from './data/login-flow';

const challenged: CanActivateFn = () =>
  inject(LoginFlow).challengeToken() !== null || inject(Router).parseUrl('/ingresar');

/** Ways into an account; they stand at the root of the site. */
export const ACCESS_ROUTES: Routes = [
  {
    path: 'ingresar',
    title: 'Ingresar',
    canActivate: [signedOut],
    loadComponent: () => import('./login/login').then((file) => file.Login),
  },
  {
    path: 'ingresar/codigo',
    title: 'Código de verificación',
    canActivate: [signedOut, challenged],
    loadComponent: () => import('./login-code/login-code').then((file) => file.LoginCode),
  },
  {
    path: 'registro',
    title: 'Crear cuenta',
    canActivate: [signedOut],
    loadComponent: () => import('./registration/registration').then((file) => file.Registration),
  },
  {
    path: 'invitacion',
    title: 'Invitación',
    loadComponent: () => import('./invitation/invitation').then((file) => file.Invitation),
  },
  {
    path: 'olvide-clave',
    title: 'Recuperar la contraseña',
    loadComponent: () => import('./forgot-password/forgot-password').then((file) => file.ForgotPassword),
  },
  {
    path: 'restablecer',
    title: 'Contraseña nueva',
    loadComponent: () => import('./reset-password/reset-password').then((file) => file.ResetPassword),
  },
  {
    path: 'verificar-email',
    title: 'Confirmar e-mail',
    loadComponent: () => import('./verify-email/verify-email').then((file) => file.VerifyEmail),
  },
];
