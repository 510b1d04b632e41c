package org.tributary.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.tributary.nn.RecurrentModule;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.sequence.Layout;

/** Tests the properties of definitions and the rejection of invalid options. */
class RecurrentTest {
  private final Recurrent lstm = Recurrent.lstm(3).hidden(4);
  private final Recurrent gru = Recurrent.gru(3).hidden(4);

  @Test
  void parametersAreNamedAndOrderedAsInTorch() {
    assertThat(lstm.layers(2).bidirectional().projection(2).withoutBias().parameters())
        .extracting(p -> p.name() + p.shape())
        .containsExactly(
            "weight_ih_l0[16, 3]",
            "weight_hh_l0[16, 2]",
            "weight_hr_l0[2, 4]",
            "weight_ih_l0_reverse[16, 3]",
            "weight_hh_l0_reverse[16, 2]",
            "weight_hr_l0_reverse[2, 4]",
            "weight_ih_l1[16, 4]",
            "weight_hh_l1[16, 2]",
            "weight_hr_l1[2, 4]",
            "weight_ih_l1_reverse[16, 4]",
            "weight_hh_l1_reverse[16, 2]",
            "weight_hr_l1_reverse[2, 4]");
    assertThat(gru.parameters())
        .extracting(ParameterSpec::name)
        .containsExactly("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0");
  }

  @Test
  void optionsTurnOnAndOff() {
    Recurrent on = lstm.bidirectional().withoutBias().batchFirst();
    assertThat(lstm.bidirectional(Directions.BOTH).bias(Bias.ABSENT).layout(Layout.BATCH_FIRST))
        .isEqualTo(on);
    assertThat(
            on.bidirectional(Directions.FORWARD).bias(Bias.PRESENT).layout(Layout.SEQUENCE_FIRST))
        .isEqualTo(lstm);
    for (Recurrent each : List.of(gru, Recurrent.rnn(3).hidden(4))) {
      assertThat(each.bias(Bias.ABSENT)).isEqualTo(each.withoutBias());
      assertThat(each.withoutBias().bias(Bias.PRESENT)).isEqualTo(each);
    }
    Recurrent withForgetBias = lstm.forgetBias(1);
    assertThatThrownBy(() -> withForgetBias.bias(Bias.ABSENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "forget bias: expected a cell with a forget gate and bias, such as an LSTM, got LSTM without bias; leave it out");
  }

  @Test
  void definitionsHaveValueEquality() {
    assertThat(Recurrent.lstm(3).hidden(4).layers(2)).isEqualTo(lstm.layers(2));
    assertThat(lstm.layers(2)).isNotEqualTo(lstm);
    assertThat(lstm.initializer(Initializer.orthogonal()))
        .isEqualTo(lstm.initializer(Initializer.orthogonal()));
  }

  @Test
  void initializersApplyToChosenParametersOnly() {
    ParameterValues torch = draw(lstm);
    ParameterValues chosen =
        draw(lstm.initializer(CellParameter.WEIGHT_HIDDEN_HIDDEN, Initializer.constant(0.25)));
    assertThat(chosen.tensor("weight_ih_l0")).isEqualTo(torch.tensor("weight_ih_l0"));
    assertThat(chosen.values("weight_hh_l0")).containsOnly(0.25f);
    ParameterValues weights = draw(gru.initializer(Initializer.constant(-1)));
    assertThat(weights.values("weight_ih_l0")).containsOnly(-1f);
    assertThat(weights.values("bias_ih_l0")).doesNotContain(-1f);
  }

  @Test
  void forgetBiasChangesForgetGatesOnly() {
    ParameterValues torch = draw(lstm.layers(2));
    ParameterValues chosen = draw(lstm.layers(2).forgetBias(1.5));
    for (String layer : new String[] {"_l0", "_l1"}) {
      float[] input = torch.values("bias_ih" + layer);
      float[] hidden = torch.values("bias_hh" + layer);
      for (int k = 4; k < 8; k++) {
        input[k] = 1.5f;
        hidden[k] = 0;
      }
      assertThat(chosen.values("bias_ih" + layer)).isEqualTo(input);
      assertThat(chosen.values("bias_hh" + layer)).isEqualTo(hidden);
      assertThat(chosen.tensor("weight_hh" + layer)).isEqualTo(torch.tensor("weight_hh" + layer));
    }
  }

  @Test
  void invalidOptionsAreRejected() {
    for (int layers : new int[] {-1, 0, 1001, Integer.MAX_VALUE}) {
      assertRejected(() -> lstm.layers(layers))
          .hasMessage("LSTM: expected 1 to 1000 layers, got %d; is it another size?", layers);
    }
    assertRejected(() -> gru.projection(2))
        .hasMessage(
            "GRU: expected a cell with an optional projection, got one without; leave projection out");
    assertRejected(() -> gru.nonlinearity(Nonlinearity.RELU))
        .hasMessage(
            "GRU: expected a cell with an optional nonlinearity, got one with fixed nonlinearities; leave nonlinearity out");
    assertRejected(() -> lstm.dropout(1))
        .hasMessage("dropout: expected a probability from 0 to below 1, got 1.0");
    assertRejected(() -> lstm.lockedDropout(-0.1))
        .hasMessage("locked dropout: expected a probability from 0 to below 1, got -0.1");
    assertRejected(() -> lstm.recurrentDropout(Double.NaN))
        .hasMessage("recurrent dropout: expected a probability from 0 to below 1, got NaN");
    assertRejected(() -> lstm.dropout(0.1).lockedDropout(0.2))
        .hasMessage(
            "dropout: expected one kind between layers, got dropout 0.1 and locked dropout 0.2; set one of them to 0");
    assertRejected(() -> gru.forgetBias(1))
        .hasMessage(
            "forget bias: expected a cell with a forget gate and bias, such as an LSTM, got GRU with bias; leave it out");
    assertRejected(() -> lstm.forgetBias(1).withoutBias())
        .hasMessage(
            "forget bias: expected a cell with a forget gate and bias, such as an LSTM, got LSTM without bias; leave it out");
    assertRejected(() -> lstm.forgetBias(Double.POSITIVE_INFINITY))
        .hasMessage("forget bias: expected a finite float32 number, got Infinity");
    assertRejected(() -> gru.initializer(CellParameter.WEIGHT_PROJECTION, Initializer.constant(0)))
        .hasMessage(
            "initializer: expected a parameter that this GRU has, got weight_hr; it has [weight_ih, weight_hh, bias_ih, bias_hh]");
    assertRejected(() -> Recurrent.rnn(0).hidden(3))
        .hasMessage("RNN: expected a positive input size, got 0");
    assertRejected(() -> Recurrent.lstm(3).hidden(1 << 29)) // four times that overflows an int
        .hasMessage("LSTM: expected a hidden size from 1 to below 2^28, got 536870912");
    assertRejected(() -> RecurrentModule.of(Recurrent.rnn(3).hidden(50_000), TorchRandom.seeded(0)))
        .hasMessage(
            "parameter weight_hh: expected at most 2147483639 values, as many as a Java array holds, got shape [50000, 50000]; choose smaller sizes");
  }

  private static ParameterValues draw(Recurrent definition) {
    return ParameterValues.draw(definition.parameters(), TorchRandom.seeded(12));
  }

  private static AbstractThrowableAssert<?, ?> assertRejected(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }
}
