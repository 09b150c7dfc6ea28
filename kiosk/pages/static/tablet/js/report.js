// What the tablet says of itself in a ping, where the browser knows it: Fully Kiosk knows most.

/** The device's own id, or null: it survives a cleared browser. */
export function hardwareId(fully) {
  return fully ? fully.getDeviceId() : null;
}

/** The fields of a report; those that nobody here can know are left out. */
export function report({ fully, battery, pageVersion, now }) {
  const facts = { pageVersion, clock: now };
  if (fully) {
    facts.ssid = unquoted(fully.getWifiSsid());
    facts.bssid = fully.getWifiBssid();
    facts.battery = fully.getBatteryLevel() / 100; // a share, as browsers tell it
    facts.charging = Boolean(fully.isPlugged());
  } else if (battery) {
    facts.battery = battery.level;
    facts.charging = battery.charging;
  }
  return facts;
}

// Android gives the name of a network in quotation marks.
function unquoted(ssid) {
  return typeof ssid === "string" ? ssid.replace(/^"|"$/g, "") : ssid;
}
