package org.tributary.tribuo.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.VectorSource;
import org.tributary.tribuo.input.WordForms;

/**
 * Failing listeners and vector sources: their exception propagates and the trainer stays usable.
 */
class MisbehavingCollaboratorsTest {
  private static final SequenceDataset<Label> DATA =
      Data.dataset(List.of(Data.sentence("word=a/X", "word=b/Y"), Data.sentence("word=b/Y")));

  @Test
  void throwingListenerEndsTheTrainingOnly() {
    LstmTaggerTrainer trainer = Data.smallTrainer().build();
    TrainingListener listener = Mockito.mock(TrainingListener.class);
    IllegalStateException thrown = new IllegalStateException("the screen is full");
    Mockito.doThrow(thrown).when(listener).epochFinished(ArgumentMatchers.any(EpochReport.class));
    assertThatIllegalStateException()
        .isThrownBy(() -> trainer.train(TrainingRequest.on(DATA).listener(listener)))
        .isSameAs(thrown);
    Mockito.verify(listener, Mockito.times(1)).epochFinished(ArgumentMatchers.any());
    assertThat(trainer.getInvocationCount()).isEqualTo(1);

    LstmTaggerTrainer undisturbed = Data.smallTrainer().build();
    undisturbed.setInvocationCount(1);
    try (LstmTaggerModel next = trainer.train(DATA);
        LstmTaggerModel expected = undisturbed.train(DATA)) {
      assertThat(Stored.withoutProvenance(next)).isEqualTo(Stored.withoutProvenance(expected));
    }
  }

  @Test
  void failingVectorSourceIsReported() throws IOException {
    VectorSource source = Mockito.mock(VectorSource.class);
    Mockito.when(source.getProvenance())
        .thenReturn(new ConfiguredObjectProvenanceImpl(new WordForms(3), "VectorSource"));
    Mockito.when(source.read(ArgumentMatchers.any()))
        .thenThrow(new IOException("vectors.txt, line 7: the disk is gone"));
    LstmTaggerTrainer trainer =
        Data.smallTrainer().inputs(List.of(new PretrainedVectors(source))).build();
    assertThatThrownBy(() -> trainer.train(DATA))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("vectors.txt, line 7: the disk is gone")
        .hasCauseInstanceOf(IOException.class);
  }
}
