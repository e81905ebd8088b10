// Play a seller's day with the official SDK against the simulator whose address is the first argument; print what came.
"use strict";

const { AppConfig } = require("mercadopago/dist/utils/config");

const [address, code, redirectUri, terminalId] = process.argv.slice(2);
AppConfig.BASE_URL = address;
const { MercadoPagoConfig, OAuth, Order, Payment, PaymentRefund, Preference, User, MerchantOrder } = require("mercadopago");

const CLIENT = { client_id: "7700112233445566", client_secret: "simulated-secret" };
const config = (accessToken) => new MercadoPagoConfig({ accessToken, options: { timeout: 5000, retries: 0 } });

async function play(token, orderId, event) {
  const answer = await fetch(`${address}/v1/orders/${orderId}/events`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(event),
  });
  if (answer.status !== 204) throw new Error(`events: ${answer.status} ${await answer.text()}`);
}

// Sell by a checkout page: make, read, change and find it, let it be paid, give the money back.
async function sell(token) {
  const preferences = new Preference(config(token));
  const body = { items: [{ id: "1", title: "Entrada", quantity: 1, unit_price: 250.5 }], external_reference: "NODE-PAGE" };
  const made = await preferences.create({ body });
  const read = await preferences.get({ preferenceId: made.id });
  const items = [{ ...body.items[0], unit_price: 300 }];
  const changed = await preferences.update({ id: made.id, updatePreferenceRequest: { items } });
  const found = await preferences.search({ options: { external_reference: "NODE-PAGE" } });
  const answer = await fetch(`${address}/_sim/preferences/${made.id}/pay`, { method: "POST", body: "{}" });
  const paid = await answer.json();
  const refund = await new PaymentRefund(config(token)).total({ payment_id: paid.id });
  const refunds = await new PaymentRefund(config(token)).list({ payment_id: paid.id });
  return {
    isSame: read.init_point === made.init_point, total: read.total_amount, changed: changed.total_amount,
    found: found.elements.length, refunded: refund.amount, refunds: refunds.length,
  };
}

async function main() {
  const linked = await new OAuth(config("none")).create({ body: { ...CLIENT, code, redirect_uri: redirectUri } });
  const renewed = await new OAuth(config("none")).refresh({ body: { ...CLIENT, refresh_token: linked.refresh_token } });
  const token = renewed.access_token;
  const me = await new User(config(token)).get();
  const body = {
    type: "point",
    external_reference: "NODE-1",
    transactions: { payments: [{ amount: "1500.00" }] },
    config: { point: { terminal_id: terminalId } },
  };
  const created = await new Order(config(token)).create({ body, requestOptions: { idempotencyKey: "node-1" } });
  const repeated = await new Order(config(token)).create({ body, requestOptions: { idempotencyKey: "node-1" } });
  await play(token, created.id, { status: "processed", payment_method_id: "visa" });
  const paid = await new Order(config(token)).get({ id: created.id });
  const paymentId = paid.transactions.payments[0].reference_id;
  const payment = await new Payment(config(token)).get({ id: paymentId });
  const found = await new Payment(config(token)).search({ options: { external_reference: "NODE-1", sort: "id", criteria: "desc" } });
  const refund = await new PaymentRefund(config(token)).create({ payment_id: paymentId, body: { amount: 500 } });
  const merchantOrder = await new MerchantOrder(config(token)).get({ merchantOrderId: payment.order.id });
  const second = await new Order(config(token)).create({ body: { ...body, external_reference: "NODE-2" } });
  const canceled = await new Order(config(token)).cancel({ id: second.id });
  let refusal = null;
  try {
    await new Payment(config(token)).get({ id: "1" });
  } catch (error) {
    refusal = error.status;
  }
  const page = await sell(token);
  console.log(JSON.stringify({
    user: me.id, isSameOrder: created.id === repeated.id, status: paid.status, net: payment.transaction_details.net_received_amount,
    found: found.results.map((one) => one.id), payment: payment.id, refunded: refund.amount, merchantOrder: merchantOrder.order_status,
    canceled: canceled.status, refusal, page,
  }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
