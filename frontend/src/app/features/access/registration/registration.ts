import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { FormField, FormRoot, email, maxLength, pattern, required } from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';

import { AuthSession } from '../../../core/auth/auth-session';
import { homeOf } from '../../../core/auth/user';
import type { ApiProblem } from '../../../core/http/problem';
import type { RegistrationOtp, Registration as RegistrationRequest } from '../../../core/wire';
import { FormProblem } from '../../../shared/form/form-problem';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextField } from '../../../shared/form/text-field';
import { newPasswordRule } from '../api/field-rules';
import { NewPassword } from '../api/new-password';
import { AccessClient } from '../data/access-client';
import { invitationAddress } from '../data/invitation-address';
import { ACCESS_TEXTS } from '../data/texts';
import { AccessCard } from '../ui/access-card';
import { Activation } from './activation';

type Kind = 'company' | 'buyer' | 'invited';

interface RegistrationModel {
  kind: Kind;
  nombre: string;
  email: string;
  password: string;
  empresa_id: string;
  empresa_nombre: string;
  codigo_invitacion: string;
  secondFactor: boolean;
}

/** `/registro`: a buyer, the owner of a new company, or somebody invited; then the second factor, if wanted. */
@Component({
  selector: 'app-registration',
  imports: [
    AccessCard,
    Activation,
    FormField,
    FormProblem,
    FormRoot,
    NewPassword,
    RouterLink,
    SubmitButton,
    TextField,
  ],
  templateUrl: './registration.html',
  styleUrls: ['../ui/access.scss', './registration.scss'],
})
export class Registration {
  /** Invitation code of the mail (query parameter). */
  readonly codigo = input<string>();
  /** Address the invitation went to (query parameter). */
  readonly correo = input<string>();
  /** The plan that was chosen before signing up, and how it is paid (query parameters). */
  readonly plan = input<string>();
  readonly periodo = input<string>();
  readonly #client = inject(AccessClient);
  readonly #router = inject(Router);
  readonly #session = inject(AuthSession);
  readonly #model = signal<RegistrationModel>({
    kind: 'company',
    nombre: '',
    email: '',
    password: '',
    empresa_id: '',
    empresa_nombre: '',
    codigo_invitacion: '',
    secondFactor: true,
  });
  protected readonly kinds: readonly Kind[] = ['company', 'buyer', 'invited'];
  protected readonly problem = signal<ApiProblem | null>(null);
  /** Set once the account waits for its first code. */
  protected readonly pending = signal<{ setup: RegistrationOtp; email: string } | null>(null);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.nombre);
      maxLength(path.nombre, 120);
      required(path.email);
      email(path.email);
      newPasswordRule(path.password);
      required(path.empresa_nombre, { when: (context) => context.valueOf(path.kind) === 'company' });
      maxLength(path.empresa_nombre, 150);
      required(path.empresa_id, { when: (context) => context.valueOf(path.kind) === 'company' });
      pattern(path.empresa_id, (context) => (context.valueOf(path.kind) === 'company' ? /^[A-Za-z0-9._-]{1,50}$/ : undefined), {
        message: ACCESS_TEXTS.registration.nitShape,
      });
      required(path.codigo_invitacion, { when: (context) => context.valueOf(path.kind) === 'invited' });
    },
    this.problem,
    (model) => this.#register(model),
  );
  /** Where the new account goes on: an owner who chose a plan, to paying it. */
  protected readonly goesOn = computed(() => (this.form.kind().value() === 'company' ? planAddress(this.plan(), this.periodo()) : null));
  /** Where somebody with an account goes on after signing in. */
  protected readonly returnsTo = computed(() => {
    const code = this.form.kind().value() === 'invited' ? this.codigo() : undefined;
    return code ? invitationAddress(code, this.correo()) : this.goesOn();
  });
  protected readonly texts = ACCESS_TEXTS;

  constructor() {
    effect(() => {
      const [code, address] = [this.codigo(), this.correo()];
      untracked(() => {
        if (code) {
          this.#model.update((model) => ({ ...model, kind: 'invited', codigo_invitacion: code, email: address ?? '' }));
        }
      });
    });
  }

  async #register(model: RegistrationModel): Promise<void> {
    const request = toRequest(model);
    const { otp_setup } = await this.#client.register(request);
    if (otp_setup) {
      this.pending.set({ setup: otp_setup, email: request.email });
      return;
    }
    await this.#client.login(request.email, request.password);
    await this.#router.navigateByUrl(this.goesOn() ?? homeOf(this.#session.role() ?? 'user'));
  }
}

function planAddress(plan: string | undefined, period: string | undefined): string | null {
  return plan && /^\d{1,9}$/.test(plan) ? `/mi-cuenta/suscripcion?plan=${plan}&periodo=${period === 'anual' ? 'anual' : 'mensual'}` : null;
}

/** Only the fields of the chosen kind travel: the server refuses the others. */
function toRequest(model: RegistrationModel): RegistrationRequest {
  const request: RegistrationRequest = {
    nombre: model.nombre.trim(),
    email: model.email.trim(),
    password: model.password,
    otp_method: model.secondFactor ? 'totp' : 'none',
  };
  if (model.kind === 'company') {
    return { ...request, empresa_id: model.empresa_id.trim(), empresa_nombre: model.empresa_nombre.trim() };
  }
  return model.kind === 'invited' ? { ...request, codigo_invitacion: model.codigo_invitacion.trim() } : request;
}
