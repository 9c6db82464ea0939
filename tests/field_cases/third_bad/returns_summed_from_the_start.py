CASE = {'id': 'returns_summed_from_the_start',
 'title': 'The value network is trained on the rewards summed from the start of the episode up to the step, '
          'not on the rewards still to come.',
 'kind': 'silent',
 'groups': ['labels'],
 'keras': '3',
 'evidence': 'correlation of the predicted value with the return still to come 0.57 with the mistake, 0.81 '
             'mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIZE, STEPS, GAMMA = 7, 30, 0.9
GOAL, PIT = (5, 5), (2, 4)


def play(rng):
    """A walker who often errs on a grid; the goal pays 1 and ends the episode, the pit costs 0.3, each step 0.01."""
    y, x = (int(v) for v in rng.integers(0, SIZE, 2))
    states, rewards = [], []
    for step in range(STEPS):
        states.append((y / SIZE, x / SIZE, (y - GOAL[0]) / SIZE, (x - GOAL[1]) / SIZE, (STEPS - step) / STEPS))
        if rng.random() < 0.7:
            dy, dx = (np.sign(GOAL[0] - y), 0) if y != GOAL[0] else (0, np.sign(GOAL[1] - x))
        else:
            dy, dx = ((0, 1), (1, 0), (0, -1), (-1, 0))[int(rng.integers(4))]
        y, x = int(np.clip(y + dy, 0, SIZE - 1)), int(np.clip(x + dx, 0, SIZE - 1))
        reward = -0.01 + (1.0 if (y, x) == GOAL else 0.0) - (0.3 if (y, x) == PIT else 0.0)
        rewards.append(reward)
        if (y, x) == GOAL:
            break
    return states, rewards


def returns(rewards):
    total, out = 0.0, []
    for reward in rewards:
        total = reward + GAMMA * total
        out.append(total)
    return out


def rollouts(episodes, seed):
    rng = np.random.default_rng(seed)
    states, values = [], []
    for _ in range(episodes):
        visited, rewards = play(rng)
        states += visited
        values += returns(rewards)
    return np.array(states, "float32"), np.array(values, "float32")


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(rollouts(250, 1)).shuffle(8000).batch(64).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(rollouts(50, 2)).batch(256)


def make_model():
    keras.utils.set_random_seed(23)
    model = keras.Sequential([
        keras.Input((5,)),
        layers.Dense(48, activation="relu"),
        layers.Dense(48, activation="relu"),
        layers.Dense(1),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="mse")
    return model


FIT = dict(epochs=8)
