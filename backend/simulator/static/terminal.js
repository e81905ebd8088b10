"use strict";

const terminalId = byId("terminal").dataset.terminal;
const path = `/_sim/terminals/${encodeURIComponent(terminalId)}`;
const REST_MS = 4000;
let shown = null;
let restUntil = 0;

function show(section) {
  for (const id of ["idle", "charge", "verdict"]) byId(id).hidden = id !== section;
  byId("keys").hidden = section !== "charge";
}

function showCharge(order, now) {
  shown = order;
  byId("amount").textContent = money(order.amount, order.currency);
  byId("description").textContent = order.description || "Acercá, insertá o deslizá la tarjeta";
  byId("reference").textContent = order.external_reference;
  const left = Math.max(0, Math.round((Date.parse(order.expires_at) - Date.parse(now)) / 1000));
  byId("countdown").textContent = `Vence en ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  byId("cancelling").hidden = order.transactions.payments[0].status_detail !== "cancellation_requested";
  show("charge");
}

function showVerdict(status) {
  const verdicts = {
    processed: ["✓", "Pago aprobado", "good"], failed: ["✕", "Pago rechazado", "bad"],
    canceled: ["—", "Cobro cancelado", ""], expired: ["—", "Se venció el cobro", ""],
    action_required: ["?", "No se sabe si se cobró", "undecided"],
  };
  const [mark, text, kind] = verdicts[status] || ["—", status, ""];
  byId("verdict-mark").textContent = mark;
  byId("verdict-mark").className = `mark ${kind}`;
  byId("verdict-text").textContent = text;
  byId("verdict-amount").textContent = money(shown.amount, shown.currency);
  show("verdict");
  shown = null;
  restUntil = Date.now() + REST_MS;
}

async function look() {
  const { terminal, order, clock } = await call("POST", `${path}/take`, {});
  const isReady = terminal.operating_mode === "PDV";
  byId("mode").textContent = isReady ? "Modo PDV" : "Modo autónomo";
  byId("idle-text").textContent = isReady
    ? "El próximo cobro aparece acá solo."
    : "En modo autónomo no toma cobros. Pasalo a PDV desde la aplicación.";
  if (order && order.status === "at_terminal") return showCharge(order, clock.now);
  if (shown) {
    const ended = await call("GET", `/_sim/orders/${shown.id}`);
    return showVerdict(ended.status);
  }
  if (Date.now() > restUntil) show("idle");
  return undefined;
}

async function decide(status) {
  const card = document.querySelector("input[name=card]:checked");
  const body = { status, payment_method_id: card.value };
  if (status === "processed" && card.dataset.type === "credit_card") body.installments = Number(byId("installments").value);
  if (status === "failed") body.status_detail = byId("reason").value;
  const tip = byId("tip").value.trim().replace(",", ".");
  if (status === "processed" && tip) body.tip = tip;
  await call("POST", `/_sim/orders/${shown.id}/decide`, body);
  byId("tip").value = "";
  showVerdict(status);
}

byId("keys").addEventListener("click", (event) => {
  const status = event.target.dataset.status;
  if (status && shown) attempt(() => decide(status));
});
byId("keys").addEventListener("submit", (event) => event.preventDefault());

async function watch() {
  await attempt(look);
  setTimeout(watch, 1000);
}
watch();
