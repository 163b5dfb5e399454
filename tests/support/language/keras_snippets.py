"""Keras code as people write it; each makes `model`, and may set `rows`, the shape of a row."""

REGRESSION = """\
n_cols = predictors.shape[1]
model = Sequential()
model.add(Dense(50, activation='relu', input_shape=(n_cols,)))
model.add(Dense(32, activation='relu'))
model.add(Dense(1))
model.compile(optimizer='adam', loss='mean_squared_error')
model.fit(predictors, target)
"""

SNIPPETS = {
    "regression": REGRESSION,
    "classification": """\
model = Sequential()
model.add(Dense(50, activation='relu', input_shape=(784,)))
model.add(Dense(50, activation='relu'))
model.add(Dense(10, activation='softmax'))
model.compile('adam', 'categorical_crossentropy', ['accuracy'])
model.fit(x_train, y_train, validation_split=0.3, epochs=30,
          callbacks=[EarlyStopping(patience=2)])
""",
    "on_one_line": """\
model = Sequential(); model.add(Dense(50, activation="relu", input_shape=(784,)))
""",
    "a_list": """\
model = keras.Sequential([
    keras.Input(shape=(784,)),
    layers.Dense(64, activation="relu"),
    layers.Dropout(0.2),
    layers.Dense(10),
])
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, nesterov=True),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(x_train, y_train, batch_size=128, epochs=5, validation_data=(x_test, y_test))
""",
    "beginners_mnist": """\
model = tf.keras.models.Sequential([
  tf.keras.layers.Flatten(input_shape=(28, 28)),
  tf.keras.layers.Dense(128, activation=tf.nn.relu),
  tf.keras.layers.Dropout(0.2),
  tf.keras.layers.Dense(10, activation='softmax')
])
model.compile(optimizer='adam',
              loss='sparse_categorical_crossentropy',
              metrics=['accuracy'])
model.fit(x_train, y_train, epochs=5)
""",
    "simple_convnet": """\
num_classes = 10
input_shape = (28, 28, 1)
model = keras.Sequential(
    [
        keras.Input(shape=input_shape),
        layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(num_classes, activation="softmax"),
    ]
)
model.summary()
batch_size = 128
epochs = 15
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=batch_size, epochs=epochs, validation_split=0.1)
""",
    "strides_and_padding": """\
model = Sequential()
model.add(Input((32, 32, 3)))
model.add(Conv2D(16, 5, strides=2, padding='same', use_bias=False))
model.add(BatchNormalization())
model.add(Activation('relu'))
model.add(SeparableConv2D(24, (3, 5), activation='elu'))
model.add(AveragePooling2D(3, strides=1, padding='same'))
model.add(GlobalAveragePooling2D())
model.add(Dense(5, activation='softmax'))
""",
    "normalised_with_bias": """\
model = Sequential([
    Dense(64, input_dim=20), BatchNormalization(momentum=0.9), Activation('relu'),
    Dense(32), LayerNormalization(), Activation('tanh'), Dropout(rate=0.3),
    Dense(1, activation='sigmoid')])
model.compile(loss='binary_crossentropy', optimizer='rmsprop', metrics=['acc'])
""",
    "an_activation_of_its_own": """\
model = Sequential()
model.add(Dense(12, input_dim=8))
model.add(Activation('relu'))
model.add(Dense(8))
model.add(LeakyReLU())
model.add(Dense(8))
model.add(ReLU(max_value=6))
model.add(Dense(4, activation='leaky_relu'))
model.add(ELU(0.5))
model.add(Dense(3))
model.add(Softmax())
""",
    "regularized": """\
model = Sequential([
    Input(shape=(30,)),
    Dense(16, 'relu', kernel_regularizer=regularizers.l2(0.001)),
    Dense(16, 'relu', kernel_regularizer='l1'),
    Dense(16, 'relu', kernel_regularizer=keras.regularizers.L1L2(l1=1e-5, l2=1e-4)),
    GaussianNoise(0.1),
    Dense(1)])
model.compile(Adam(0.01), loss=keras.losses.Huber(delta=2.0), metrics=['mae'])
""",
    "initialised": """\
model = Sequential()
model.add(Dense(64, kernel_initializer='he_normal', activation='relu', input_shape=[13]))
model.add(Dense(64, kernel_initializer=keras.initializers.HeUniform(), activation='relu'))
model.add(Dense(64, kernel_initializer=keras.initializers.RandomNormal(stddev=0.01)))
model.add(Dense(1, bias_initializer='zeros'))
model.compile(optimizer=keras.optimizers.RMSprop(0.001), loss='mse', metrics=['mae', 'mse'])
""",
    "a_function": """\
def build_model(n=9):
    m = keras.Sequential([
        layers.Dense(64, activation='relu', input_shape=(9,)),
        layers.Dense(64, activation='relu'),
        layers.Dense(1)
    ])
    m.compile(loss='mse', optimizer=tf.keras.optimizers.RMSprop(0.001), metrics=['mae', 'mse'])
    return m

model = build_model()
history = model.fit(x_train, y_train, epochs=20, validation_split=0.2, verbose=0)
""",
    "a_loop": """\
model = Sequential([Input((20,))])
for _ in range(3):
    model.add(Dense(100, activation='relu'))
    model.add(Dropout(0.2))
model.add(Dense(10, activation='softmax'))
""",
    "a_comprehension": """\
hidden = [Dense(30, activation='selu') for _ in range(4)]
model = Sequential([Input((20,)), *hidden, Dense(1)])
""",
    "functional": """\
inputs = keras.Input(shape=(784,), name="digits")
x = layers.Dense(64, activation="relu", name="dense_1")(inputs)
x = layers.Dense(64, activation="relu", name="dense_2")(x)
outputs = layers.Dense(10, activation="softmax", name="predictions")(x)
model = keras.Model(inputs=inputs, outputs=outputs)
model.compile(
    optimizer=keras.optimizers.RMSprop(),
    loss=keras.losses.SparseCategoricalCrossentropy(),
    metrics=[keras.metrics.SparseCategoricalAccuracy()],
)
model.fit(x_train, y_train, batch_size=64, epochs=2, validation_data=(x_val, y_val))
""",
    "functional_on_one_line": """\
i = Input((4,)); model = Model([i], [Dense(3, activation='softmax')(Dense(8, 'tanh')(i))])
""",
    "rescaled": """\
model = Sequential([
    layers.Rescaling(1./255, input_shape=(28, 28, 1)),
    layers.Conv2D(16, 3, padding='same', activation='relu'),
    layers.MaxPool2D(),
    layers.Flatten(),
    layers.Dense(128, activation='relu'),
    layers.Dense(28 * 28),
    layers.Reshape((28, 28)),
])
""",
    "a_model_in_a_model": """\
encoder = Sequential([Input((20,)), Dense(8, activation='relu'), Dense(2)])
model = Sequential([encoder, Dense(8, activation='relu'), Dense(20)])
model.compile(optimizer='adamw', loss='mae')
""",
    "an_optimizer_of_its_own": """\
opt = keras.optimizers.Adam(learning_rate=1e-4, beta_1=0.8, clipnorm=1.0)
es = keras.callbacks.EarlyStopping(monitor='val_loss', patience=10, restore_best_weights=True)
model = Sequential([Dense(10, input_shape=(5,), activation='swish'), Dense(1, 'sigmoid')])
model.compile(opt, keras.losses.binary_crossentropy, [keras.metrics.AUC(), 'Precision'])
model.fit(X, Y, 16, 100, callbacks=es, validation_split=.25)
""",
    "spatial": """\
model = Sequential([
    Input((16, 16, 3)), Conv2D(8, (3, 3), (2, 2), 'same', activation='relu'),
    SpatialDropout2D(0.1), GlobalMaxPooling2D(), Dense(2, activation='softmax')])
""",
    "prompts": """\
>>> model = Sequential()
>>> model.add(Dense(3, input_shape=(4,)))
""",
    "seeded": """\
import keras
%matplotlib inline
keras.utils.set_random_seed(42)
model = keras.models.Sequential()
model.add(keras.layers.Dense(3, input_shape=(4,)))
""",
}
