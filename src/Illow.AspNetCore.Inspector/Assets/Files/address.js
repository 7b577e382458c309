// What the address says: the delivery or the view, the filter and the search. All of it stands behind the #, which no server sees

import { groups } from "./outcomes.js";

const views = ["map", "dead-letters"];

export const nothing = { delivery: null, view: "deliveries", show: "all", search: "" };

export function readAddress() {
  const parts = location.hash.slice(1).split("&");
  const view = parts[0].includes("=") ? "" : parts.shift();
  const values = new URLSearchParams(parts.join("&"));
  const id = /^delivery-(\d+)$/.exec(view)?.[1];
  return {
    delivery: id === undefined ? null : Number(id),
    view: views.includes(view) ? view : "deliveries",
    show: values.get("show") in groups ? values.get("show") : "all",
    search: values.get("search") ?? "",
  };
}

export function hashOf({ delivery, view, show, search }) {
  const values = new URLSearchParams();
  if (show !== "all") {
    values.set("show", show);
  }

  if (search !== "") {
    values.set("search", search);
  }

  const parts = [view !== "deliveries" ? view : delivery !== null ? `delivery-${delivery}` : "", values.toString()].filter(Boolean);
  return parts.length === 0 ? "" : "#" + parts.join("&");
}
