import { describe, expect, it } from 'vitest';
import { fromBytes, fromJson } from '../../../../src/elm/file/saved.ts';
import { Matrix } from '../../../../src/elm/linalg/matrix.ts';
import { loadModel } from '../../../../src/elm/models/loadModel.ts';

// Written on 2026-11-25 by version 1 of both forms. Never write them anew: they stand for files that people have.
const JSON_OF_OLD =
  '{"format":"inkling-model","version":1,"kind":"elm","fields":{"options":{"hidden":{"units":2,"projection":"structured","activation":"gelu","seed":42},"directLinks":true,"lambda":0.5},"inputs":3,"labels":["a","b"],"slope":0.9010987254953912,"lambda":0.5},' +
  '"arrays":{"intercept":{"type":"f64","values":[-0.8559411378262006,0.8559411378262006]},' +
  '"weights0":{"type":"f64","values":[0.07347866233107148,-0.07347866233107148,-3.0531133177191805e-16,3.0531133177191805e-16]},' +
  '"weights1":{"type":"f64","values":[0.6924747827109778,-0.6924747827109778,0.5590214004702219,-0.5590214004702219,0.49374755336982995,-0.49374755336982995]}},"parts":[]}';
const FILE_OF_OLD =
  'SU5LTAEAAADnz1HJkQEAAHsia2luZCI6ImVsbSIsImZpZWxkcyI6eyJvcHRpb25zIjp7ImhpZGRlbiI6eyJ1bml0cy' +
  'I6MiwicHJvamVjdGlvbiI6InN0cnVjdHVyZWQiLCJhY3RpdmF0aW9uIjoiZ2VsdSIsInNlZWQiOjQyfSwiZGlyZWN0' +
  'TGlua3MiOnRydWUsImxhbWJkYSI6MC41fSwiaW5wdXRzIjozLCJsYWJlbHMiOlsiYSIsImIiXSwic2xvcGUiOjAuOT' +
  'AxMDk4NzI1NDk1MzkxMiwibGFtYmRhIjowLjV9LCJzZWN0aW9ucyI6W3sibmFtZSI6ImludGVyY2VwdCIsInR5cGUi' +
  'OiJmNjQiLCJsZW5ndGgiOjIsIm9mZnNldCI6NDI0fSx7Im5hbWUiOiJ3ZWlnaHRzMCIsInR5cGUiOiJmNjQiLCJsZW' +
  '5ndGgiOjQsIm9mZnNldCI6NDQwfSx7Im5hbWUiOiJ3ZWlnaHRzMSIsInR5cGUiOiJmNjQiLCJsZW5ndGgiOjYsIm9m' +
  'ZnNldCI6NDcyfV19AAAAAAAAAEd3SKveY+u/R3dIq95j6z+AcKpjf8+yP4BwqmN/z7K/AAAAAAAAtrwAAAAAAAC2PC' +
  'KMIeDAKOY/Iowh4MAo5r9AFBnZgOPhP0AUGdmA4+G/EQWNVo+Z3z8RBY1Wj5nfvw==';
const SCORES = [
  0.9859432202264139, -0.9859432202264139, -0.8005463486488584, 0.8005463486488584, 0.6678193884180962,
  -0.6678193884180962, -0.8532162599956519, 0.8532162599956519,
];

describe('a model of old', () => {
  const x = Matrix.fromRows([
    [1, 0, 2],
    [0, 1, -1],
    [1, 1, 0.5],
    [0, -1, 1],
  ]);

  it.each([
    ['JSON', () => fromJson(JSON_OF_OLD)],
    ['a file', () => fromBytes(Uint8Array.from(atob(FILE_OF_OLD), (c) => c.charCodeAt(0)))],
  ])('from %s answers for ever as it did, to the last bit', (_, read) => {
    const model = loadModel(read());
    expect(model.labels).toEqual(['a', 'b']);
    expect([...model.predictScores(x).data]).toEqual(SCORES);
  });
});
