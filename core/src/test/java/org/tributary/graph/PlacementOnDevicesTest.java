package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.DeviceSpec;
import org.tensorflow.DeviceSpec.DeviceType;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;

/** Tests that a layer's operations, loop bodies included, are on the device of its Ops. */
class PlacementOnDevicesTest {

  static List<Recurrent> layers() {
    return List.of(
        Recurrent.lstm(3).hidden(2).bidirectional(),
        Recurrent.gru(3).hidden(2),
        Recurrent.rnn(3).hidden(2));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void everyOperationIsOnTheDevice(Recurrent definition) {
    try (Graph graph = new Graph()) {
      DeviceSpec gpu = DeviceSpec.newBuilder().deviceType(DeviceType.GPU).deviceIndex(1).build();
      Ops tf = Ops.create(graph).withDevice(gpu);
      ParameterValues values = ParameterValues.draw(definition.parameters(), TorchRandom.seeded(1));
      RecurrentLayer layer =
          new RecurrentLayer(
              tf,
              definition,
              name ->
                  tf.constant(
                      NativeTensors.shape(values.shape(name)),
                      org.tensorflow.ndarray.buffer.DataBuffers.of(values.values(name))));
      Operand<TFloat32> input = tf.zeros(tf.array(4, 2, 3), TFloat32.class);
      RecurrentForward run = layer.forBackward().forward(input, Dropout.off());
      run.backward(tf.onesLike(run.output()));

      List<String> elsewhere = new ArrayList<>();
      int products = 0;
      for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
        GraphOperation operation = all.next();
        boolean computes =
            List.of(
                    "MatMul",
                    "Tanh",
                    "Sigmoid",
                    "BlockLSTMV2",
                    "Mul",
                    "AddV2",
                    "Add",
                    "TensorArrayReadV3",
                    "TensorArrayWriteV3")
                .contains(operation.type());
        products += operation.type().equals("MatMul") ? 1 : 0;
        if (computes && !"/device:GPU:1".equals(operation.device())) {
          elsewhere.add(operation.name() + " on '" + operation.device() + "'");
        }
      }
      assertThat(elsewhere).isEmpty();
      assertThat(products).isGreaterThan(3);
    }
  }
}
