// Decodes one response with node-soap: one run for each line on standard input.
//
// Arguments: the WSDL, the response, the members that are amounts, the folder where npm put `soap`. First
// prints what the response comes to, then a line for each run.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [wsdl, file, members, folder] = process.argv.slice(2);
const soap = createRequire(`${folder}/package.json`)("soap");
const answer = readFileSync(file, "utf8");
// Answers from memory instead of the network.
const httpClient = {
  request: (_location, _data, callback) => {
    callback(null, { status: 200, statusCode: 200, headers: { "content-type": "text/xml" }, data: answer }, answer);
    return { headers: {} };
  },
};
const client = await soap.createClientAsync(wsdl, { httpClient });
const port = client.API["Severa.API.IHourEntry"];
const run = () =>
  new Promise((resolve, reject) => {
    port.GetHourEntriesChangedSince({ startDate: "2000-01-01T00:00:00" }, (error, result) =>
      error ? reject(error) : resolve(result.GetHourEntriesChangedSinceResult.HourEntry),
    );
  });

const amounts = new Set(members.split(","));
const sums = {};
let values = 0;
const entities = await run();
for (const entity of entities) {
  for (const [member, value] of Object.entries(entity)) {
    if (value === null || value?.attributes) continue;
    values += 1;
    if (amounts.has(member)) sums[member] = (sums[member] ?? 0) + Number(value);
  }
}
for (const member of Object.keys(sums)) sums[member] = Math.round(sums[member] * 100) / 100;
console.log(JSON.stringify({ entities: entities.length, values, sums }));

for await (const _line of createInterface({ input: process.stdin })) {
  console.log((await run()).length);
}
