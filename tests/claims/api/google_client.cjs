// node google_client.cjs ADDRESS QUERY SIZE: the pages found by Google's npm client, a line each. It waits for a line
// on standard input before it asks for the next page.
const { createInterface } = require("node:readline");
const { factchecktools } = require("@googleapis/factchecktools");

const [rootUrl, query, pageSize] = process.argv.slice(2);
const { claims } = factchecktools({ version: "v1alpha1", auth: "x", rootUrl: `${rootUrl}/` });
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function main() {
  let pageToken;
  do {
    const { data } = await claims.search({ query, pageSize, pageToken });
    console.log(JSON.stringify(data));
    await lines.next();
    pageToken = data.nextPageToken;
  } while (pageToken);
}

main().then(
  () => process.exit(0),
  (fault) => {
    console.error(`${fault.status} ${fault.message}`);
    process.exit(1);
  },
);
