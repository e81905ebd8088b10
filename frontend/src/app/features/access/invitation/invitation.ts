import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { FormRoot, maxLength, required } from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';

import { AuthSession } from '../../../core/auth/auth-session';
import type { ApiProblem } from '../../../core/http/problem';
import { Notifier } from '../../../shared/feedback/notifier';
import { FormProblem } from '../../../shared/form/form-problem';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextField } from '../../../shared/form/text-field';
import { AccessClient } from '../data/access-client';
import { invitationAddress } from '../data/invitation-address';
import { ACCESS_TEXTS } from '../data/texts';
import { AccessCard } from '../ui/access-card';

/** `/invitacion`: where the invitation mail leads. Without a session: sign up or in; with one: accept. */
@Component({
  selector: 'app-invitation',
  imports: [AccessCard, FormProblem, FormRoot, RouterLink, SubmitButton, TextField],
  templateUrl: './invitation.html',
  styleUrl: '../ui/access.scss',
})
export class Invitation {
  /** Code of the mail (query parameter). */
  readonly codigo = input<string>();
  /** Address the invitation went to (query parameter). */
  readonly correo = input<string>();
  readonly #client = inject(AccessClient);
  readonly #session = inject(AuthSession);
  readonly #router = inject(Router);
  readonly #notifier = inject(Notifier);
  readonly #model = signal({ codigo: '' });
  protected readonly user = this.#session.user;
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.codigo);
      maxLength(path.codigo, 64);
    },
    this.problem,
    async ({ codigo }) => {
      await this.#client.acceptInvitation(codigo.trim());
      this.#session.end(true);
      await this.#router.navigateByUrl('/ingresar?motivo=invitacion');
    },
  );
  protected readonly query = computed(() => ({ codigo: this.codigo() ?? null, correo: this.correo() ?? null }));
  protected readonly returnsTo = computed(() => invitationAddress(this.codigo() ?? '', this.correo()));
  /** Signed in with another address than the one that was invited. */
  protected readonly isOther = computed(() => {
    const [invited, own] = [this.correo()?.trim().toLowerCase(), this.user()?.email];
    return Boolean(invited && own && invited !== own);
  });
  protected readonly text = computed(() => {
    const [own, invited] = [this.user()?.email, this.correo() ?? ''];
    if (own === undefined) {
      return this.texts.signedOut;
    }
    return this.isOther() ? this.texts.otherAccount(invited, own) : this.texts.signedIn(own);
  });
  protected readonly texts = ACCESS_TEXTS.invitation;

  constructor() {
    effect(() => {
      const code = this.codigo() ?? '';
      untracked(() => this.#model.set({ codigo: code }));
    });
  }

  protected async changeAccount(): Promise<void> {
    const address = this.returnsTo();
    try {
      await this.#session.signOut();
      await this.#router.navigate(['/ingresar'], { queryParams: { volver: address } });
    } catch (failure) {
      this.#notifier.failed(failure);
    }
  }
}
