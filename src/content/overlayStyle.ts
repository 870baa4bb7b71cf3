/**
 * How badges and card look: a proofreader's pencil marks. Toxicity is red and underlined twice, spam
 * amber and wavy, intent blue, dotted and quiet, the person's own labels dashed in the colour they chose; the
 * same lines as in `content.css`. The page's styles
 * don't reach in here, but what is inherited does, so the host starts from nothing.
 * Badges follow the page they stand on (`dark` is set by the colour of the text beside them), the card
 * follows the reader's colour scheme.
 */
export const OVERLAY_STYLE = `
:host {
  all: initial !important;
  position: absolute !important;
  inset-block-start: 0 !important;
  left: 0 !important;
  width: 0 !important;
  height: 0 !important;
  contain: layout style size !important;
  z-index: 2147483647 !important;
  display: block !important;
}
@media print {
  :host { display: none !important; }
}
* { box-sizing: border-box; }

.badge, .card, .flash {
  --paper: #fffdf8;
  --ink: #26241f;
  --faint: #6a655b;
  --rule: #ddd6c8;
  --toxicity: #b91c1c;
  --spam: #9a4a06;
  --intent: #1d4ed8;
  --clickbait: #7a35a8;
  --emotion: #0c6570;
  --focus: #1d4ed8;
  font-family: system-ui, sans-serif;
  color: var(--ink);
}
.badge.dark {
  --paper: #211f1c;
  --toxicity: #fca5a5;
  --spam: #fbbf24;
  --intent: #a5c4ff;
  --clickbait: #d9aef5;
  --emotion: #7fd3de;
  --ink: #ece7dc;
  --focus: #a5c4ff;
}
.toxicity { --tone: var(--toxicity); }
.spam { --tone: var(--spam); }
.intent { --tone: var(--intent); }
.sexism { --tone: var(--toxicity); }
.clickbait { --tone: var(--clickbait); }
.emotion { --tone: var(--emotion); }
/* Whatever colour was chosen, it is to be read on light and on dark paper. */
[class*="own-"] { --tone: color-mix(in oklab, var(--own) 35%, var(--ink)); }
.toxicity .word { text-decoration: underline double 1px; }
.spam .word { text-decoration: underline wavy 1px; }
.intent .word, .clickbait .word, .emotion .word { text-decoration: underline dotted 1px; }
.sexism .word { text-decoration: underline double 1px; }
[class*="own-"] .word { text-decoration: underline dashed 1px; }
.word { text-underline-offset: 2px; text-decoration-skip-ink: none; }

.badge {
  position: absolute;
  left: 0;
  top: 0;
  height: 18px;
  margin: 0;
  padding: 0 5px 2px;
  font-size: 11px;
  line-height: 14px;
  font-weight: 600;
  letter-spacing: 0.01em;
  white-space: nowrap;
  color: var(--tone);
  background: var(--paper);
  border: 1px solid var(--tone);
  border-radius: 5px 5px 5px 1px;
  cursor: pointer;
}
.badge::before {
  content: "";
  position: absolute;
  inset: -4px -3px;
}
.badge.intent {
  font-weight: 500;
  font-style: italic;
  border-color: transparent;
}
.badge.fold {
  max-width: calc(100vw - 8px);
  padding-inline: 8px;
  overflow: hidden;
  text-overflow: ellipsis;
  font-style: normal;
  border: 1px dashed var(--tone);
  border-radius: 5px;
}
.badge:hover { background: var(--tone); color: var(--paper); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }

/* For the ear alone. */
.live {
  position: absolute;
  width: 1px;
  height: 1px;
  margin: 0;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

.flash {
  position: absolute;
  left: 0;
  top: 0;
  border: 2px solid var(--focus);
  border-radius: 6px;
  box-shadow: 0 0 0 1px #fff;
  pointer-events: none;
}
@media (prefers-reduced-motion: no-preference) {
  .flash { animation: flash 1.6s ease-out both; }
}
@keyframes flash { 0%, 60% { opacity: 1; } 100% { opacity: 0; } }

.card {
  position: absolute;
  left: 0;
  top: 0;
  width: min(340px, 100vw - 16px);
  max-height: calc(100vh - 16px);
  overflow: auto;
  overscroll-behavior: contain;
  padding: 14px 16px 12px;
  font-size: 14px;
  line-height: 1.45;
  text-align: start;
  background: var(--paper);
  border: 1px solid var(--rule);
  border-radius: 12px;
  box-shadow: 0 1px 2px #0002, 0 12px 32px #0003;
}
@media (prefers-color-scheme: dark) {
  .card {
    --paper: #211f1c;
    --ink: #ece7dc;
    --faint: #aaa294;
    --rule: #45413a;
    --toxicity: #fca5a5;
    --spam: #fbbf24;
    --intent: #a5c4ff;
    --clickbait: #d9aef5;
    --emotion: #7fd3de;
    --focus: #a5c4ff;
    color-scheme: dark;
  }
}
.card:focus { outline: none; }
.top { display: flex; align-items: center; gap: 8px; margin: -4px 0 8px; }
.brand {
  flex: 1;
  margin: 0;
  font-size: 12px;
  font-weight: 600;
  letter-spacing: 0.02em;
  color: var(--faint);
}
.drop { width: 10px; height: 13px; margin-inline-end: 6px; vertical-align: -2px; fill: var(--intent); }
.quote {
  margin: 0 0 10px;
  padding-inline-start: 10px;
  border-inline-start: 2px solid var(--rule);
  color: var(--faint);
  font-size: 13px;
  display: -webkit-box;
  -webkit-line-clamp: 2;
  -webkit-box-orient: vertical;
  overflow: hidden;
  overflow-wrap: anywhere;
}
.task { padding: 10px 0; border-block-start: 1px solid var(--rule); }
.says { margin: 0; font-size: 15px; font-weight: 600; line-height: 1.35; }
.marked .says { color: var(--tone); }
.plain .says { font-size: 13px; font-weight: 400; color: var(--faint); }
.plain { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 10px; padding: 7px 0; }
.plain > .says { flex: 1; }
.plain > .choices, .plain > .status, .plain > .actions.wide { flex-basis: 100%; }
.level { height: 3px; margin-block: 6px 8px; border-radius: 2px; background: var(--rule); overflow: hidden; }
.level > div { height: 100%; border-radius: 2px; background: var(--tone); }
.small { margin: 6px 0 4px; font-size: 12px; color: var(--faint); }
.chips { display: flex; flex-wrap: wrap; gap: 4px; margin: 0; padding: 0; list-style: none; }
.chips > li {
  max-width: 100%;
  padding: 0 7px 1px;
  font-size: 13px;
  border: 1px solid var(--rule);
  border-radius: 5px;
  overflow-wrap: anywhere;
}
.chips.for > li { border-color: var(--tone); }
.actions, .choices { display: flex; flex-wrap: wrap; gap: 6px; margin-block-start: 10px; }
.plain .actions { margin-block-start: 0; }
.status { margin: 8px 0 0; font-size: 13px; }
.status:empty { display: none; }
.foot { display: flex; flex-wrap: wrap; gap: 0 10px; padding-block-start: 8px; border-block-start: 1px solid var(--rule); }

.card button {
  min-height: 28px;
  margin: 0;
  padding: 2px 11px 3px;
  font: 500 13px/1.4 system-ui, sans-serif;
  color: var(--ink);
  background: transparent;
  border: 1px solid var(--faint);
  border-radius: 7px;
  cursor: pointer;
}
.card button:hover { border-color: var(--ink); background: color-mix(in srgb, var(--ink) 8%, transparent); }
.card button:disabled { opacity: 0.55; cursor: default; }
.card button.quiet { padding-inline: 6px; color: var(--faint); border-color: transparent; }
.card button.quiet:hover { color: var(--ink); text-decoration: underline; }
.card .foot button.quiet { margin-inline-start: -6px; }
.card button.close {
  width: 28px;
  padding: 0;
  margin-inline-end: -8px;
  font-size: 17px;
  border-color: transparent;
  color: var(--faint);
}

/* Fingers: 44 px to press. The badge looks as small as it is and takes presses around it. */
@media (pointer: coarse) {
  .badge::before { inset: -13px -8px; }
  .card button, .card button.close { min-width: 44px; min-height: 44px; }
}

@media (forced-colors: active) {
  .badge, .card, .card button { border-color: ButtonText; }
  .level > div { background: Highlight; forced-color-adjust: none; }
}
`;
