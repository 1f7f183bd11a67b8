/* Sends on what was on its way when somebody had to sign in. Without this file it takes one press. */

document.querySelector("form[data-goes-on]").requestSubmit();
