import assert from "node:assert/strict";
import { test } from "node:test";
import { Course } from "../../../host-sim/dashboard/page/panels/course.js";

test("what is sent again after a lost PUBACK stands where it belongs, once", () => {
  const course = new Course(600);
  for (const [time, value] of [
    [10, 1],
    [20, 2],
    [30, 3],
    [10, 1],
    [20, 2],
    [40, 4],
  ] as const)
    course.add(time, value);
  assert.deepEqual(course.times, [10, 20, 30, 40]);
  assert.deepEqual(course.values, [1, 2, 3, 4]);
});

test("history that comes late stands before what was there", () => {
  const course = new Course(600);
  for (const time of [100, 40, 60]) course.add(time, time);
  assert.deepEqual(course.times, [40, 60, 100]);
  assert.deepEqual(course.values, [40, 60, 100]);
});

test("a course is bounded by its span, and one value before it is kept", () => {
  const course = new Course(50);
  for (let time = 0; time <= 1000; time += 20) course.add(time, time);
  assert.deepEqual(course.times, [940, 960, 980, 1000]);
  course.add(10, 10);
  assert.deepEqual(course.times, [940, 960, 980, 1000], "what is too old is gone at once");
  course.clear();
  assert.deepEqual([course.times, course.values], [[], []]);
});
