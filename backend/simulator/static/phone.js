"use strict";

let scanned = "";
let order = null;

function show(section) {
  for (const id of ["scan", "pay", "done"]) byId(id).hidden = id !== section;
}

async function scan(text) {
  scanned = text.trim();
  [order] = await call("GET", `/_sim/qr?qr_data=${encodeURIComponent(scanned)}`);
  byId("seller").textContent = order.nickname;
  byId("amount").textContent = money(order.amount, order.currency);
  byId("detail").textContent = order.description || order.external_reference;
  show("pay");
}

async function pay(status) {
  const method = document.querySelector("input[name=method]:checked").value;
  await call("POST", "/_sim/qr/pay", { qr_data: scanned, status, payment_method_id: method });
  const isPaid = status === "approved";
  byId("done-mark").textContent = isPaid ? "✓" : "✕";
  byId("done-mark").className = `mark ${isPaid ? "good" : "bad"}`;
  byId("done-text").textContent = isPaid ? `Le pagaste a ${order.nickname}` : "El pago se rechazó";
  byId("done-amount").textContent = money(order.amount, order.currency);
  show("done");
}

async function listOpen() {
  const found = await call("GET", "/_sim/qr");
  const rows = found.reverse().map((one) => {
    const button = element("button");
    button.type = "button";
    button.append(element("span", one.nickname), element("strong", money(one.amount, one.currency)));
    button.addEventListener("click", () => attempt(() => scan(one.scan_data)));
    const row = element("li");
    row.append(button);
    return row;
  });
  byId("open").replaceChildren(...rows);
  byId("none").hidden = rows.length > 0;
}

byId("paste").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(() => scan(byId("qr").value));
});
byId("approve").addEventListener("click", () => attempt(() => pay("approved")));
byId("reject").addEventListener("click", () => attempt(() => pay("rejected")));
for (const id of ["back", "again"]) byId(id).addEventListener("click", () => { byId("qr").value = ""; show("scan"); });

async function watch() {
  if (!byId("scan").hidden) await attempt(listOpen);
  setTimeout(watch, 1500);
}
const given = byId("phone").dataset.qr;
if (given) attempt(() => scan(given));
watch();
