/// Only the newest of quick changes is asked for; one request is under way at a time.
export function latest(act) {
  let busy = false, again = false;
  return async function run() {
    if (busy) { again = true; return; }
    busy = true;
    await act();
    busy = false;
    if (again) { again = false; run(); }
  };
}
