"use strict";

const SHOWN_ROWS = 50;
const AMOUNTS = new Set(["Importe", "Neto"]);

function row(cells) {
  const made = element("tr");
  for (const cell of cells) {
    const td = element("td");
    if (cell instanceof Node) td.append(cell);
    else if (typeof cell === "object") { td.textContent = cell.text; td.className = cell.className; }
    else td.textContent = cell;
    made.append(td);
  }
  return made;
}

function fill(id, titles, rows) {
  const head = element("tr");
  for (const title of titles) head.append(element("th", title, AMOUNTS.has(title) ? "number" : ""));
  const body = rows.length ? rows : [row(["Todavía no hay nada."])];
  byId(id).replaceChildren(head, ...body);
}

const time = (text) => new Date(text).toLocaleTimeString("es-AR");
const amount = (value, currency) => ({ text: money(value, currency), className: "number" });

function showSellers(sellers, terminals) {
  const tiles = sellers.map((seller) => {
    const tile = element("div", undefined, "tile");
    tile.append(element("strong", seller.nickname), element("div", `${seller.user_id} · ${seller.site_id}`, "quiet"));
    for (const terminal of terminals.filter((one) => one.user_id === seller.user_id)) {
      const link = element("a");
      link.href = `/terminal/${encodeURIComponent(terminal.id)}`;
      link.append(element("span", terminal.id), chip(terminal.order_id ? "at_terminal" : terminal.operating_mode));
      tile.append(link);
    }
    const unlink = element("button", "Desvincular aplicaciones", "plain");
    unlink.addEventListener("click", () => attempt(async () => {
      const done = await call("POST", `/_sim/sellers/${seller.user_id}/deauthorize`, {});
      tell(`${done.revoked} credenciales dadas de baja`);
    }));
    tile.append(unlink);
    return tile;
  });
  byId("sellers").replaceChildren(...tiles);
}

function showOrders(orders) {
  fill("orders", ["Estado", "Referencia", "Vendedor", "Tipo", "Importe", "Vence", ""], orders.map((order) => {
    let link = "";
    const isOpen = order.status === "created" || order.status === "at_terminal";
    if (isOpen) {
      link = element("a", order.type === "qr" ? "Pagar" : "Terminal");
      link.href = order.type === "qr"
        ? `/phone?qr=${encodeURIComponent(order.scan_data)}`
        : `/terminal/${encodeURIComponent(order.config.point.terminal_id)}`;
    }
    const cells = [chip(order.status), order.external_reference, order.nickname, order.type === "qr" ? "QR" : "Point"];
    return row([...cells, amount(order.amount, order.currency), time(order.expires_at), link]);
  }));
}

function showPreferences(preferences) {
  fill("preferences", ["Estado", "Referencia", "Vendedor", "Detalle", "Importe", ""], preferences.map((one) => {
    let link = "";
    if (one.state === "open") {
      link = element("a", "Pagar");
      link.href = `/checkout/v1/redirect?pref_id=${encodeURIComponent(one.id)}`;
    }
    const isPaid = one.payments.some((payment) => payment.status === "approved");
    const state = isPaid ? "approved" : one.state === "expired" ? "expired" : "created";
    const total = amount(one.total_amount, one.currency);
    return row([chip(state), one.external_reference, one.nickname, one.items[0].title, total, link]);
  }));
}

function showPayments(payments) {
  fill("payments", ["Estado", "Pago", "Medio", "Importe", "Neto", "Detalle"], payments.map((one) => row([
    chip(one.status), String(one.id), one.payment_method_id, amount(one.transaction_amount, one.currency_id),
    amount(one.transaction_details.net_received_amount, one.currency_id), one.status_detail,
  ])));
}

function showWebhooks(deliveries) {
  fill("webhooks", ["Resultado", "Acción", "Recurso", "Intento", "Respuesta", "Hora"], deliveries.map((one) => row([
    chip(one.outcome === "failed" ? "refused" : one.outcome), one.action, one.resource, String(one.attempt),
    one.status === null ? one.error || "—" : String(one.status), time(one.time),
  ])));
}

async function refresh() {
  const sections = `only=clock,sellers,terminals,orders,preferences,payments&last=${SHOWN_ROWS}`;
  const [state, deliveries] = await Promise.all([
    call("GET", `/_sim/state?${sections}`), call("GET", `/_sim/webhooks?last=${SHOWN_ROWS}`),
  ]);
  byId("now").textContent = new Date(state.clock.now).toLocaleString("es-AR", { dateStyle: "full", timeStyle: "medium" });
  const ahead = state.clock.offset_seconds;
  byId("offset").textContent = ahead ? `${(ahead / 3600).toFixed(2)} h adelantado` : "En hora";
  showSellers(state.sellers, state.terminals);
  showOrders(state.orders.reverse());
  showPreferences(state.preferences.reverse());
  showPayments(state.payments.reverse());
  showWebhooks(deliveries.reverse());
}

async function putFaults(rules) {
  byId("rules").value = JSON.stringify(await call("PUT", "/_sim/faults", rules), null, 2);
  tell(rules.length ? "Fallas en vigor" : "Sin fallas");
}

byId("advance").addEventListener("click", (event) => {
  const seconds = Number(event.target.dataset.seconds);
  if (seconds) attempt(async () => { await call("POST", "/_sim/clock", { advance_seconds: seconds }); await refresh(); });
});
byId("new-seller").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  attempt(async () => {
    await call("POST", "/_sim/sellers", Object.fromEntries(new FormData(form)));
    form.reset();
    await refresh();
  });
});
byId("presets").addEventListener("click", (event) => {
  const rule = event.target.dataset.rule;
  if (rule) attempt(() => putFaults([...JSON.parse(byId("rules").value), JSON.parse(rule)]));
});
byId("faults").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(() => putFaults(JSON.parse(byId("rules").value)));
});
byId("no-faults").addEventListener("click", () => attempt(() => putFaults([])));
byId("clear").addEventListener("click", () => {
  if (window.confirm("¿Borrar todo lo que pasó en el simulador?")) {
    attempt(async () => { await call("DELETE", "/_sim/state"); await refresh(); });
  }
});

async function watch() {
  if (!document.hidden) await attempt(refresh);
  setTimeout(watch, 2000);
}
attempt(async () => { byId("rules").value = JSON.stringify(await call("GET", "/_sim/faults"), null, 2); });
watch();
