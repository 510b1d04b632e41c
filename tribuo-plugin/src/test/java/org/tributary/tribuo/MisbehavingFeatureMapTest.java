package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;
import org.tribuo.CategoricalIDInfo;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.VariableIDInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;

/** A feature map that fails or contradicts itself is told of in one line, by whoever meets it. */
class MisbehavingFeatureMapTest {
  private static final SequenceDataset<Label> DATA =
      Data.dataset(List.of(Data.sentence("word=a/X", "word=b/Y"), Data.sentence("word=b/Y")));

  /** Something that a map of two features does, and the message that it earns. */
  private record Fault(Consumer<ImmutableFeatureMap> stub, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  private static final String ADDED = "; were some added to it or taken away since it was made?";
  private static final String NUMBERS = "; is a feature missing, or are the ids of another domain?";
  private static final String TWO = "; is the domain put together of two?";
  private static final String OWN = "; is it a map of one's own that fails?";
  private static final String SIZE = "feature domain: expected as many features as its size says, ";
  private static final String TELL = "feature domain: expected it to tell ";

  static Stream<Fault> faults() {
    return Stream.of(
        new Fault(
            map -> Mockito.doReturn(null).when(map).get(1),
            "feature domain: expected the ids 0 to 1, got none with id 1" + NUMBERS),
        new Fault(map -> Mockito.doReturn(3).when(map).size(), SIZE + "3, got 2" + ADDED),
        new Fault(map -> Mockito.doReturn(1).when(map).size(), SIZE + "1, got 2" + ADDED),
        new Fault(map -> Mockito.doReturn(-1).when(map).size(), SIZE + "-1, got 2" + ADDED),
        new Fault(
            map -> {
              VariableIDInfo other = map.get(1);
              Mockito.doReturn(other).when(map).get(0);
            },
            "feature domain: expected the id 0 for 'word=b', which has it, got 1" + TWO),
        new Fault(
            map -> Mockito.doReturn(-1).when(map).getID("word=b"),
            "feature domain: expected the id 1 for 'word=b', which has it, got -1" + TWO),
        new Fault(
            map -> Mockito.doReturn(info(null, 0)).when(map).get(0),
            "feature domain: expected a name of the feature with id 0, got none"),
        new Fault(
            map -> Mockito.doThrow(new IllegalStateException("no\nroom")).when(map).size(),
            TELL + "its size, got java.lang.IllegalStateException: no room" + OWN),
        new Fault(
            map -> Mockito.doThrow(new NullPointerException()).when(map).keySet(),
            TELL + "its names, got java.lang.NullPointerException" + OWN),
        new Fault(
            map -> Mockito.doThrow(new NullPointerException()).when(map).get(0),
            TELL + "the feature with id 0, got java.lang.NullPointerException" + OWN),
        new Fault(
            map -> Mockito.doThrow(new NullPointerException()).when(map).get("word=b"),
            TELL + "the id of 'word=b', got java.lang.NullPointerException" + OWN));
  }

  private static VariableIDInfo info(String name, int id) {
    VariableIDInfo info = Mockito.mock(CategoricalIDInfo.class);
    Mockito.when(info.getName()).thenReturn(name);
    Mockito.when(info.getID()).thenReturn(id);
    return info;
  }

  private static SequenceDataset<Label> dataWith(ImmutableFeatureMap map) {
    SequenceDataset<Label> data = Mockito.spy(DATA);
    Mockito.doReturn(map).when(data).getFeatureIDMap();
    return data;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void trainingRefusesItWithItsReason(Fault fault) {
    ImmutableFeatureMap map = Mockito.spy(DATA.getFeatureIDMap());
    fault.stub().accept(map);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.smallTrainer().build().train(dataWith(map)))
        .withMessage(fault.message());
  }

  /** Numbers features as it likes, which Tribuo leaves to subclasses. */
  private static final class Numbered extends ImmutableFeatureMap {
    private static final long serialVersionUID = 1L;

    Numbered(int first, int second) {
      put(info("word=a", first));
      put(info("word=b", second));
      size = 2;
    }

    private void put(VariableIDInfo info) {
      m.put(info.getName(), info);
      idMap.put(info.getID(), info);
    }
  }

  @Test
  void idsWithGapsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.smallTrainer().build().train(dataWith(new Numbered(0, 7))))
        .withMessage("feature domain: expected the ids 0 to 1, got none with id 1" + NUMBERS);
  }

  /** As one does that is not stubbed: it has no feature, and gives every name the id 0. */
  @Test
  void aMapThatSaysNothingIsRefused() {
    ImmutableFeatureMap map = Mockito.mock(ImmutableFeatureMap.class);
    assertThatIllegalStateException()
        .isThrownBy(() -> Data.smallTrainer().build().train(dataWith(map)))
        .withMessage(
            "feature domain: expected an id below 0, its size, for 'word=a', got 0; was the feature added since the model was made?");
  }

  @Test
  void aMapThatFailsInAModelIsToldOfWhenPredicting() {
    ImmutableFeatureMap map = Mockito.spy(DATA.getFeatureIDMap());
    SequenceExample<Label> example = Data.sentence("word=a/X", "word=c/Y");
    try (LstmTaggerModel model = Data.smallTrainer().build().train(dataWith(map))) {
      Mockito.doReturn(2).when(map).getID("word=c");
      String added =
          "feature domain: expected an id below 2, its size, for 'word=c', got 2; was the feature added since the model was made?";
      assertThatIllegalStateException().isThrownBy(() -> model.predict(example)).withMessage(added);
      assertThatIllegalStateException()
          .isThrownBy(() -> model.predict(List.of(Data.sentence("word=a/X"), example)))
          .withMessage(added);
      Mockito.doThrow(new NullPointerException()).when(map).getID("word=b");
      assertThatIllegalStateException()
          .isThrownBy(() -> model.predict(Data.sentence("word=b/Y")))
          .withMessage(TELL + "the id of 'word=b', got java.lang.NullPointerException" + OWN)
          .withCauseInstanceOf(NullPointerException.class);
      Mockito.doReturn(-1).when(map).getID("word=c");
      model.predict(example);
    }
  }
}
