package org.tributary.tribuo.prediction;

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
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;

/** One-line messages for feature maps that fail or are inconsistent. */
class MisbehavingFeatureMapTest {
  private static final SequenceDataset<Label> DATA =
      Data.dataset(List.of(Data.sentence("word=a/X", "word=b/Y"), Data.sentence("word=b/Y")));

  /** A fault of a map of two features and the expected message. */
  private record Fault(Consumer<ImmutableFeatureMap> stub, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  private static final String ADDED = "; were features added or removed after its creation?";
  private static final String IDS = "; is a feature missing, or are the ids of another domain?";
  private static final String MERGED = "; was the domain merged from two?";
  private static final String CUSTOM = "; is it a custom map that fails?";
  private static final String SIZE = "feature domain: expected %d features, its size, got 2";
  private static final String RETURN = "feature domain: expected it to return ";

  static Stream<Fault> faults() {
    return Stream.of(
        new Fault(
            map -> Mockito.doReturn(null).when(map).get(1),
            "feature domain: expected the ids 0 to 1, got none with id 1" + IDS),
        new Fault(map -> Mockito.doReturn(3).when(map).size(), SIZE.formatted(3) + ADDED),
        new Fault(map -> Mockito.doReturn(1).when(map).size(), SIZE.formatted(1) + ADDED),
        new Fault(map -> Mockito.doReturn(-1).when(map).size(), SIZE.formatted(-1) + ADDED),
        new Fault(
            map -> {
              VariableIDInfo other = map.get(1);
              Mockito.doReturn(other).when(map).get(0);
            },
            "feature domain: expected the id 0 for 'word=b', which has it, got 1" + MERGED),
        new Fault(
            map -> Mockito.doReturn(-1).when(map).getID("word=b"),
            "feature domain: expected the id 1 for 'word=b', which has it, got -1" + MERGED),
        new Fault(
            map -> Mockito.doReturn(info(null, 0)).when(map).get(0),
            "feature domain: expected a name for the feature with id 0, got none"),
        new Fault(
            map -> Mockito.doThrow(new IllegalStateException("no\nroom")).when(map).size(),
            RETURN + "its size, got java.lang.IllegalStateException: no room" + CUSTOM),
        new Fault(
            map -> Mockito.doThrow(new NullPointerException()).when(map).keySet(),
            RETURN + "its names, got java.lang.NullPointerException" + CUSTOM),
        new Fault(
            map -> Mockito.doThrow(new NullPointerException()).when(map).get(0),
            RETURN + "the feature with id 0, got java.lang.NullPointerException" + CUSTOM),
        new Fault(
            map -> Mockito.doThrow(new NullPointerException()).when(map).get("word=b"),
            RETURN + "the id of 'word=b', got java.lang.NullPointerException" + CUSTOM));
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
  void trainingRefusesTheMapWithTheReason(Fault fault) {
    ImmutableFeatureMap map = Mockito.spy(DATA.getFeatureIDMap());
    fault.stub().accept(map);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.smallTrainer().build().train(dataWith(map)))
        .withMessage(fault.message());
  }

  /** A feature map with arbitrary ids, which Tribuo permits in subclasses. */
  private static final class CustomIdMap extends ImmutableFeatureMap {
    private static final long serialVersionUID = 1L;

    CustomIdMap(int first, int second) {
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
        .isThrownBy(() -> Data.smallTrainer().build().train(dataWith(new CustomIdMap(0, 7))))
        .withMessage("feature domain: expected the ids 0 to 1, got none with id 1" + IDS);
  }

  /** An unstubbed mock has no features and returns the id 0 for every name. */
  @Test
  void unstubbedMapIsRefused() {
    ImmutableFeatureMap map = Mockito.mock(ImmutableFeatureMap.class);
    assertThatIllegalStateException()
        .isThrownBy(() -> Data.smallTrainer().build().train(dataWith(map)))
        .withMessage(
            "feature domain: expected an id below 0, its size, for 'word=a', got 0; was the feature added after the creation of the model?");
  }

  @Test
  void mapThatFailsAfterTrainingIsReportedByPrediction() {
    ImmutableFeatureMap map = Mockito.spy(DATA.getFeatureIDMap());
    SequenceExample<Label> example = Data.sentence("word=a/X", "word=c/Y");
    try (LstmTaggerModel model = Data.smallTrainer().build().train(dataWith(map))) {
      Mockito.doReturn(2).when(map).getID("word=c");
      String added =
          "feature domain: expected an id below 2, its size, for 'word=c', got 2; was the feature added after the creation of the model?";
      assertThatIllegalStateException().isThrownBy(() -> model.predict(example)).withMessage(added);
      assertThatIllegalStateException()
          .isThrownBy(() -> model.predict(List.of(Data.sentence("word=a/X"), example)))
          .withMessage(added);
      Mockito.doThrow(new NullPointerException()).when(map).getID("word=b");
      assertThatIllegalStateException()
          .isThrownBy(() -> model.predict(Data.sentence("word=b/Y")))
          .withMessage(RETURN + "the id of 'word=b', got java.lang.NullPointerException" + CUSTOM)
          .withCauseInstanceOf(NullPointerException.class);
      Mockito.doReturn(-1).when(map).getID("word=c");
      model.predict(example);
    }
  }
}
