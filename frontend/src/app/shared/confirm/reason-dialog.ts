import { Component, inject, signal } from '@angular/core';
import { maxLength, required } from '@angular/forms/signals';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import type { ApiProblem } from '../../core/http/problem';
import { FormDialog } from '../form/form-dialog';
import { serverForm } from '../form/server-form';
import { TextAreaField } from '../form/text-area-field';
import { SHARED_TEXTS } from '../texts';

/** Something that is done for a reason, which is kept. */
export interface ReasonQuestion {
  /** Names the thing: "¿Suspender la suscripción de Demo SA?". */
  title: string;
  consequence: string;
  action: string;
  isDestructive?: boolean;
  /** Whether a reason must be given; without one only notes are asked for. */
  needsReason: boolean;
  longestReason?: number;
  /** Whether notes for the team may be added. */
  hasNotes: boolean;
  /** Does it; field errors of the answer appear in the dialog. */
  send: (given: { motivo: string; notas: string }) => Promise<void>;
}

/** Asks for the reason of something and does it; closes with true when it was done. */
@Component({
  selector: 'app-reason-dialog',
  imports: [FormDialog, TextAreaField],
  template: `
    <app-form-dialog
      [form]="form"
      [title]="question.title"
      [consequence]="question.consequence"
      [action]="question.action"
      [problem]="problem()"
      [isDestructive]="question.isDestructive"
    >
      @if (question.needsReason) {
        <app-text-area-field [field]="form.motivo" [label]="texts.reason" [help]="texts.reasonHelp" />
      }
      @if (question.hasNotes) {
        <app-text-area-field [field]="form.notas" [label]="texts.notes" [rows]="2" />
      }
    </app-form-dialog>
  `,
})
export class ReasonDialog {
  readonly #shown = inject<MatDialogRef<ReasonDialog, boolean>>(MatDialogRef);
  protected readonly question = inject<ReasonQuestion>(MAT_DIALOG_DATA);
  protected readonly problem = signal<ApiProblem | null>(null);
  readonly #model = signal({ motivo: '', notas: '' });
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.motivo, { when: () => this.question.needsReason });
      maxLength(path.motivo, this.question.longestReason ?? 500);
    },
    this.problem,
    async ({ motivo, notas }) => {
      await this.question.send({ motivo: motivo.trim(), notas: notas.trim() });
      this.#shown.close(true);
    },
  );
  protected readonly texts = SHARED_TEXTS;
}
