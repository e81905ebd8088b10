import { Component, computed, input } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { CopyButton } from '../../../shared/feedback/copy-button';
import { Icon } from '../../../shared/icon/icon';
import { ACCESS_TEXTS } from '../data/texts';

/** The backup codes, shown once: copy, download, print. */
@Component({
  selector: 'app-backup-codes',
  imports: [CopyButton, Icon, MatButton],
  template: `
    <h2>{{ texts.title }}</h2>
    <p class="quiet">{{ texts.text }}</p>
    <ul role="list">
      @for (code of codes(); track code) {
        <li>{{ code }}</li>
      }
    </ul>
    <div class="row no-print">
      <app-copy-button [text]="plain()" [label]="texts.copy" />
      <button matButton="outlined" type="button" (click)="download()">
        <app-icon matButtonIcon name="download" />{{ texts.download }}
      </button>
      <button matButton="outlined" type="button" (click)="print()">
        <app-icon matButtonIcon name="print" />{{ texts.print }}
      </button>
    </div>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
    }

    ul {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr));
      gap: var(--space-2);
      padding: var(--space-4);
      background: var(--paper-sunken);
      border-radius: var(--radius);
      font-family: ui-monospace, 'Cascadia Mono', Menlo, monospace;
      font-size: var(--text-md);
    }
  `,
})
export class BackupCodes {
  readonly codes = input.required<readonly string[]>();
  readonly email = input.required<string>();
  protected readonly plain = computed(() => this.codes().join('\n'));
  protected readonly texts = ACCESS_TEXTS.backupCodes;

  protected download(): void {
    const text = `${this.texts.fileHead(this.email())}\n${this.plain()}\n`;
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = this.texts.fileName;
    link.click();
    URL.revokeObjectURL(address);
  }

  protected print(): void {
    window.print();
  }
}
