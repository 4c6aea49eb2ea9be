// The page for newcomers. It shows the code that stands in the address behind the #, draws the address as a QR code,
// and makes the account. It speaks with the homeserver that the page names and with nobody else, and keeps nothing.
import { encodeQR } from "/static/qr.js";

const CODE = /^[A-Za-z0-9._~-]{1,64}$/; // what a registration token may be made of (Matrix, m.login.registration_token)
const BY_CODE = "m.login.registration_token";
const STAGES = [BY_CODE, "m.login.dummy"]; // what this page can do; a server that wants more needs an app
const SECONDS = 30;
const QUIET = 4; // empty modules around a QR code, as its standard asks for

const find = (id) => document.getElementById(id);
const code = () => {
  const behind = location.hash.slice(1);
  return CODE.test(behind) ? behind : "";
};

// --- the code, and the page as a QR code ---

function show() {
  const known = code();
  find("code").textContent = known;
  for (const each of document.querySelectorAll("[data-if]")) {
    each.hidden = each.dataset.if === "code" ? !known : Boolean(known);
  }
  const drawn = find("qr");
  if (known && drawn) draw(drawn, location.href);
}

function draw(svg, text) {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET });
  const dark = rows.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  svg.querySelector("path").setAttribute("d", dark.join(""));
}

// --- making the account ---

async function send(homeserver, body) {
  const answer = await fetch(`${homeserver}/_matrix/client/v3/register`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    credentials: "omit",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.timeout(1000 * SECONDS),
  });
  return { status: answer.status, ...(await answer.json()) };
}

let begun; // the server's session of an earlier try: a code that it took there, it takes for no other

// Begins, or goes on where a broken connection left off.
async function begin(homeserver, account) {
  if (!begun) return send(homeserver, account);
  const answer = await send(homeserver, { ...account, auth: { session: begun } });
  if (answer.status === 200 || answer.session || answer.errcode in SAID) return answer;
  begun = undefined; // the server has forgotten it
  return send(homeserver, account);
}

// Gives {made: the full Matrix id}, or {says: which sentence of the page}.
async function register(homeserver, username, password) {
  const account = { username, password, inhibit_login: true }; // no device: that is the app's to make
  let answer = await begin(homeserver, account);
  for (const _stage of STAGES) {
    if (answer.status !== 401 || !answer.session) break;
    if (answer.errcode) return { says: "code" };
    begun = answer.session;
    const flow = (answer.flows ?? []).find(
      ({ stages }) => stages.includes(BY_CODE) && stages.every((stage) => STAGES.includes(stage)),
    );
    if (!flow) return { says: "elsewhere" };
    const type = flow.stages.find((stage) => !(answer.completed ?? []).includes(stage));
    const auth = { type, session: answer.session, ...(type === BY_CODE ? { token: code() } : {}) };
    answer = await send(homeserver, { ...account, auth });
  }
  return answer.status === 200 && answer.user_id ? { made: answer.user_id } : { says: refusal(answer) };
}

const SAID = {
  M_USER_IN_USE: "taken",
  M_EXCLUSIVE: "taken",
  M_INVALID_USERNAME: "name",
  M_WEAK_PASSWORD: "weak",
  M_UNAUTHORIZED: "code",
  M_LIMIT_EXCEEDED: "busy",
};

function refusal({ status, errcode }) {
  return SAID[errcode] ?? (status === 401 ? "code" : status === 403 || status === 404 ? "elsewhere" : "unreachable");
}

function say(which, place) {
  for (const each of document.querySelectorAll("[data-says]")) {
    each.hidden = each.dataset.says !== which;
  }
  for (const id of ["name", "password"]) {
    find(id).toggleAttribute("aria-invalid", place === id);
  }
  if (place) find(place).focus();
}

const PLACES = { taken: "name", name: "name", weak: "password" };

// What stands for a name: small letters, as the server would write it.
const typed = () => find("name").value.trim().replace(/^@/, "").split(":")[0].toLowerCase();

function wrong(username, password) {
  if (!/^[a-z0-9._=/+-]{1,200}$/.test(username)) return "name";
  return password.length < Number(find("account").dataset.shortest) ? "weak" : "";
}

async function make(event) {
  event.preventDefault();
  const form = find("account");
  const [username, password] = [typed(), find("password").value];
  const amiss = wrong(username, password);
  if (amiss) return say(amiss, PLACES[amiss]);
  const button = form.querySelector("button");
  button.disabled = true;
  say("waiting");
  let came;
  try {
    came = await register(form.dataset.homeserver, username, password);
  } catch {
    came = { says: "unreachable" };
  }
  button.disabled = false;
  if (came.says) return say(came.says, PLACES[came.says]);
  done(came.made);
}

function done(account) {
  say("");
  find("password").value = "";
  find("account").hidden = true;
  find("made").hidden = false;
  find("made-name").textContent = account;
  for (const each of document.querySelectorAll("[data-account]")) {
    each.textContent = account.slice(1).split(":")[0];
    each.closest("[data-once-made]").hidden = false;
  }
  history.replaceState(null, "", location.pathname); // the code is used up, and need not stand in the history
  for (const each of document.querySelectorAll("[data-if]")) each.hidden = true;
  find("made").focus();
}

// A year in a name is nearly always a year of birth. It is only pointed out: nothing that is typed leaves the page.
const hint = () => {
  find("year").hidden = !/(?:19[2-9]|20[0-2])[0-9]/.test(typed());
};

find("no-script").hidden = true; // it is seen where this script was not let in, for whatever reason
show();
addEventListener("hashchange", show);
if (find("account")) {
  find("account").addEventListener("submit", make);
  find("name").addEventListener("input", hint);
  find("shown").addEventListener("change", ({ target }) => {
    find("password").type = target.checked ? "text" : "password";
  });
}
