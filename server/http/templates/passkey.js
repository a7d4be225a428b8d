// A passkey in place of name and password, or of a code. Its button stays hidden where the browser has no passkeys.

const button = document.getElementById("passkey");
const fault = document.getElementById("fault");
const conversation = document.querySelector('input[name="conversation"]');

function say(text) {
  fault.textContent = text;
  fault.hidden = text === "";
}

async function post(path, body) {
  const response = await fetch(`/api/v1/session/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.detail[0].toUpperCase()}${answer.detail.slice(1)}.`);
  return answer;
}

/** What is asked: with the form, or by the server now. */
async function asked() {
  if (conversation === null) return post("passkey");
  return { conversation: conversation.value, passkey: JSON.parse(button.dataset.options) };
}

async function signIn() {
  const asks = await asked();
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asks.passkey);
  const passkey = await navigator.credentials.get({ publicKey });
  const answer = await post("answers", {
    conversation: asks.conversation,
    passkey: passkey.toJSON(),
  });
  if (answer.conversation === undefined) {
    location.assign(button.dataset.next);
    return;
  }
  // Not the right one: what is asked now is asked anew.
  conversation.value = answer.conversation;
  button.dataset.options = JSON.stringify(answer.passkey);
  say("That passkey was not accepted. Try again, or use a code.");
}

if (globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON !== undefined) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    say("");
    button.disabled = true;
    try {
      await signIn();
    } catch (error) {
      const cancelled = error instanceof DOMException && error.name === "NotAllowedError";
      say(cancelled ? "No passkey was used." : error.message);
    }
    button.disabled = false;
  });
}
