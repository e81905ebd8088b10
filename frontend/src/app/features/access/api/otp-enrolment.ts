import { Component, computed, input } from '@angular/core';
import type { FieldTree } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';

import { CopyButton } from '../../../shared/feedback/copy-button';
import { TextField } from '../../../shared/form/text-field';
import { Icon } from '../../../shared/icon/icon';
import { QrCode } from '../../../shared/qr/qr-code';
import { ACCESS_TEXTS } from '../data/texts';

/** Puts a new secret into an authentication app (QR, link or by hand) and asks for its first code. */
@Component({
  selector: 'app-otp-enrolment',
  imports: [CopyButton, Icon, MatButton, QrCode, TextField],
  template: `
    <div class="qr">
      <app-qr-code [content]="uri()" [label]="texts.qrLabel" />
    </div>
    <div class="stack">
      <p>{{ texts.scan }}</p>
      <a matButton="outlined" class="open" [href]="uri()"><app-icon matButtonIcon name="open_in_new" />{{ texts.openApp }}</a>
      <p class="small quiet">{{ texts.manual }}</p>
      <div class="row">
        <code>{{ grouped() }}</code>
        <app-copy-button [text]="secret()" [label]="texts.copySecret" />
      </div>
      <app-text-field
        isCode
        inputmode="numeric"
        autocomplete="one-time-code"
        [field]="code()"
        [label]="texts.code"
        [help]="texts.codeHelp"
      />
    </div>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: 13rem 1fr;
      gap: var(--space-6);
      align-items: start;
    }

    .qr {
      border: 1px solid var(--line);
      border-radius: var(--radius);
    }

    .open {
      display: none;
    }

    code {
      padding: var(--space-2) var(--space-3);
      background: var(--paper-sunken);
      border-radius: var(--radius);
      font-size: var(--text-sm);
      user-select: all;
      overflow-wrap: anywhere;
    }

    @media (width <= 720px) {
      :host {
        grid-template-columns: 1fr;
      }

      .qr {
        max-inline-size: 15rem;
        inline-size: 100%;
        margin-inline: auto;
      }
    }

    @media (pointer: coarse) {
      .open {
        display: inline-flex;
        align-self: start;
      }
    }
  `,
})
export class OtpEnrolment {
  readonly secret = input.required<string>();
  readonly uri = input.required<string>();
  readonly code = input.required<FieldTree<string>>();
  protected readonly grouped = computed(() => this.secret().replace(/(.{4})(?=.)/g, '$1 '));
  protected readonly texts = ACCESS_TEXTS.enrolment;
}
