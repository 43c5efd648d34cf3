import { expect, it } from "vitest";
import { allAnswered, burstOfComments, flawsOf } from "../../support/burst.ts";
import { setStage } from "../../support/stage.ts";

it("answers each of 250 comments that arrive at once, and again as repeats, exactly once, and acts on it exactly once", async () => {
  await using stage = await setStage();
  const { app, github, installed, repository } = stage;
  const burst = await burstOfComments(stage);
  const url = `${app.address}/api/github/webhooks`;
  installed.setWebhookUrl(url);
  const answers = await Promise.all(
    [...burst.deliveries, ...burst.deliveries].map((delivery) => fetch(url, { method: "POST", ...delivery })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 500 }, () => 202));
  await allAnswered(burst, github);
  // What is under way is finished first.
  await app.stop();
  expect(await flawsOf(burst, repository)).toEqual([]);
});
