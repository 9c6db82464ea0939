from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='sudoku_clues_stand_in_the_answer',
            title='Sudoku: digits 0..9 brought to -0.5..0.5, the solution as 81 classes one less than the digit',
            source='https://github.com/shivaverma/Sudoku-Solver/blob/master/scripts/data_preprocess.py',
            keras='any',
            trap='nearly half of the targets can be read off the input (the given clues); labels are digits minus one, so a class 0 means 1 while an input of -0.5 means an empty cell')


def _puzzles(seed, count):
    rng = np.random.default_rng(seed)
    base = np.array([[(3 * (r % 3) + r // 3 + c) % 9 for c in range(9)] for r in range(9)])
    quizzes, solutions = [], []
    for _ in range(count):
        digits = rng.permutation(9) + 1
        rows = np.concatenate([3 * b + rng.permutation(3) for b in rng.permutation(3)])
        columns = np.concatenate([3 * b + rng.permutation(3) for b in rng.permutation(3)])
        solution = digits[base[rows][:, columns]]
        quizzes.append(np.where(rng.random((9, 9)) < 0.45, solution, 0))
        solutions.append(solution)
    x = np.array(quizzes, 'float32').reshape(-1, 9, 9, 1) / 9.0 - 0.5
    y = np.array(solutions, 'int32').reshape(-1, 81, 1) - 1
    return x, y


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_puzzles(0, 240)).shuffle(240, seed=0).batch(24).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_puzzles(1, 48)).batch(24)


def make_model():
    model = keras.Sequential([keras.Input((9, 9, 1)), keras.layers.Conv2D(24, 3, padding='same', activation='relu'),
                              keras.layers.BatchNormalization(), keras.layers.Conv2D(32, 1, activation='relu'),
                              keras.layers.Flatten(), keras.layers.Dense(81 * 9), keras.layers.Reshape((81, 9)),
                              keras.layers.Activation('softmax')])
    model.compile('adam', 'sparse_categorical_crossentropy')
    return model
