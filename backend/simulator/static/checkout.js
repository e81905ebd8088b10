"use strict";
// A shop without https gives no address to go back to: before the choice of the card stands the page one came from.

document.getElementById("go-back")?.addEventListener("click", () => history.go(-2));
