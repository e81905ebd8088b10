import { httpResource } from '@angular/common/http';
import { Injectable } from '@angular/core';

import type { PasswordPolicy } from '../../../core/wire';

/** One rule of the policy as judged on what is typed. */
export interface JudgedRule {
  code: string;
  text: string;
  isMet: boolean;
}

/** The installation's password policy. Rules are the server's; nothing is judged until they are here. */
@Injectable({ providedIn: 'root' })
export class PasswordRules {
  readonly #policy = httpResource<PasswordPolicy>(() => '/public/politica-password');

  judge(password: string): readonly JudgedRule[] {
    return this.#policy.hasValue() ? judge(this.#policy.value(), password) : [];
  }
}

/** Judges the NFC form of a password, as the server does. */
export function judge(policy: PasswordPolicy, password: string): readonly JudgedRule[] {
  const normal = password.normalize('NFC');
  return policy.reglas.map((rule) => ({
    code: rule.codigo,
    text: rule.texto,
    isMet: new RegExp(rule.patron, 'u').test(normal),
  }));
}
