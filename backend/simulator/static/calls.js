"use strict";
// What every page needs: calls to the simulator, words and amounts.

const WORDS = {
  created: ["Esperando", "wait"], at_terminal: ["En el terminal", "wait"], processed: ["Pagada", "good"],
  failed: ["Rechazada", "bad"], canceled: ["Cancelada", ""], expired: ["Vencida", ""], refunded: ["Devuelta", ""],
  action_required: ["Sin saber", "undecided"], approved: ["Aprobado", "good"], rejected: ["Rechazado", "bad"],
  cancelled: ["Cancelado", ""], charged_back: ["Contracargo", "bad"], pending: ["Pendiente", "wait"],
  in_process: ["En revisión", "wait"], authorized: ["Autorizado", "wait"], in_mediation: ["En disputa", "wait"],
  delivered: ["Recibido", "good"], refused: ["Rechazado", "bad"], dropped: ["Perdido", "undecided"],
};

const byId = (id) => document.getElementById(id);

async function call(method, path, body) {
  const sent = { method };
  if (body !== undefined) {
    sent.headers = { "Content-Type": "application/json" };
    sent.body = JSON.stringify(body);
  }
  const answer = await fetch(path, sent);
  const read = await answer.json();
  if (!answer.ok) throw new Error(read.message || `Error ${answer.status}`);
  return read;
}

function money(amount, currency) {
  const whole = currency === "CLP" || currency === "COP";
  const format = { style: "currency", currency, minimumFractionDigits: whole ? 0 : 2, maximumFractionDigits: whole ? 0 : 2 };
  return new Intl.NumberFormat("es-AR", format).format(Number(amount));
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function chip(status) {
  const [word, kind] = WORDS[status] || [status, ""];
  return element("span", word, `chip ${kind}`);
}

function tell(text) {
  const notice = byId("notice");
  notice.textContent = text;
  notice.hidden = false;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { notice.hidden = true; }, 4000);
}

async function attempt(deed) {
  try {
    return await deed();
  } catch (error) {
    tell(error.message);
    return undefined;
  }
}
