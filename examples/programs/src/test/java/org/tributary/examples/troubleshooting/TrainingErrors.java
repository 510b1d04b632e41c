package org.tributary.examples.troubleshooting;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.runtime.Device;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.runtime.Threads;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Teachers;
import org.tributary.tribuo.DevMeasure;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.SgdOptimizer;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.input.EmbeddedFeatures;

/** Errors of training data, of runs and of the process they run in. */
record TrainingErrors(Errors errors, Models models) {
  private static final TaggedSentence SENTENCE =
      new TaggedSentence(List.of("the", "dog", "ran"), List.of("DET", "NOUN", "VERB"));

  void provoke() {
    runs();
    data();
    settings();
    baseModels();
    teachers();
    process();
  }

  private void runs() {
    var many = sentences(repeated(SENTENCE, 20));
    LstmTaggerTrainerBuilder diverging =
        Models.trainer()
            .optimizer(new SgdOptimizer())
            .learningRateSchedule(LearningRateSchedule.CONSTANT)
            .gradientClip(0)
            .epochs(30);
    train(diverging.learningRate(300), TrainingRequest.on(many));
    train(diverging.learningRate(1e38), TrainingRequest.on(many));
    errors.call(
        () -> {
          Thread.currentThread().interrupt();
          try {
            Models.trainer().build().train(many).close();
          } finally {
            Thread.interrupted();
          }
        });
  }

  private void data() {
    Example<Label> known = example("DET", 1);
    Example<Label> unlabelled =
        new ArrayExample<>(LabelFactory.UNKNOWN_LABEL, new String[] {"word=a"}, new double[] {1});
    train(Models.trainer(), TrainingRequest.on(data(List.of(known, example("DET", 1e300)))));
    train(Models.trainer(), TrainingRequest.on(data(List.of(known, unlabelled))));
    train(
        Models.trainer(), TrainingRequest.on(data(List.of(known))).dev(data(List.of(unlabelled))));
    train(
        Models.trainer(),
        TrainingRequest.on(data(List.of(known))).dev(data(List.of(example("VERB", 1)))));
    train(Models.trainer().patience(1), TrainingRequest.on(data(List.of(known))));
    Example<Label> span = example("B-PER", 1);
    train(
        Models.trainer().devMeasure(DevMeasure.SPAN_F1),
        TrainingRequest.on(data(List.of(span))).dev(data(List.of(span, unlabelled))));
    train(
        Models.trainer().inputs(List.of(new EmbeddedFeatures("token", 5))),
        TrainingRequest.on(data(List.of(known))));
    errors.call(() -> Models.trainer().wordGroup("a token").build());
    errors.call(
        () -> {
          try (LstmTaggerModel model = Models.trainer().build().train(data(List.of(known)))) {
            model.tagger();
          }
        });
    errors.call(
        () -> {
          var cut = sentences(new TaggedSentence(List.of("\ud83d"), List.of("SYM")));
          try (LstmTaggerModel model = Models.trainer().build().train(cut)) {
            model.save(Path.of(errors.none()));
          }
        });
  }

  private static Example<Label> example(String label, double value) {
    return new ArrayExample<>(new Label(label), new String[] {"word=a"}, new double[] {value});
  }

  /** Returns one sequence as data that record no extractor. */
  private static MutableSequenceDataset<Label> data(List<Example<Label>> steps) {
    LabelFactory labels = new LabelFactory();
    var provenance = new SimpleDataSourceProvenance("own data", labels);
    MutableSequenceDataset<Label> data = new MutableSequenceDataset<>(provenance, labels);
    data.add(new SequenceExample<>(steps));
    return data;
  }

  private void settings() {
    var data = sentences(SENTENCE);
    train(Models.trainer().devMeasure(DevMeasure.SPAN_F1), TrainingRequest.on(data).dev(data));
    train(
        Models.trainer().auxiliaryTasks(List.of("lemma"), 0.2).maxAuxiliaryLabels(2),
        TrainingRequest.on(sentences(SENTENCE.withColumn("lemma", List.of("the", "dog", "run")))));
  }

  private void baseModels() {
    errors.call(
        () -> {
          try (LstmTaggerModel base = LstmTaggerModel.load(models.tribuo())) {
            var other =
                Models.dataset(
                    new WordFormFeatureExtractor(),
                    new TaggedSentence(List.of("the"), List.of("DET")));
            Models.trainer().build().train(TrainingRequest.on(other).from(base)).close();
          }
        });
    errors.call(
        () -> {
          try (LstmTaggerModel base = LstmTaggerModel.load(models.tribuo())) {
            var same =
                Models.dataset(
                    new WordFeatureExtractor(), new TaggedSentence(List.of("the"), List.of("DET")));
            Models.trainer()
                .hiddenSize(9)
                .build()
                .train(TrainingRequest.on(same).from(base))
                .close();
          }
        });
  }

  private void teachers() {
    var spans = sentences(new TaggedSentence(List.of("Ann", "ran", "."), List.of("B-P", "O", "O")));
    errors.call(
        () -> {
          try (LstmTaggerModel model = Models.trainer().build().train(spans)) {
            LstmTaggerTrainer constrained =
                Models.trainer().crf(TagScheme.BIO).constrainTraining().build();
            Teachers teachers = Teachers.of(List.of(model.tagger()));
            constrained.train(TrainingRequest.on(spans).teachers(teachers)).close();
          }
        });
  }

  private void process() {
    errors.call(() -> TensorFlowRuntime.use(Threads.of(Threads.MAX)));
    try {
      errors.call(
          () -> {
            TensorFlowRuntime.use(Device.gpu(0));
            TensorFlowRuntime.device();
          });
    } finally {
      TensorFlowRuntime.use(Device.cpu());
    }
    inLocale("ar-EG-u-nu-arab", () -> Models.trainer().build().train(sentences(SENTENCE)).close());
    inLocale(
        "tr",
        () -> {
          try (LstmTaggerModel model = LstmTaggerModel.load(models.tribuo())) {
            model.save(Path.of(errors.none()));
          }
        });
  }

  private void inLocale(String tag, ThrowingCallable call) {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(tag));
      errors.call(call);
    } finally {
      Locale.setDefault(before);
    }
  }

  private void train(LstmTaggerTrainerBuilder trainer, TrainingRequest request) {
    errors.call(() -> trainer.build().train(request).close());
  }

  private static MutableSequenceDataset<Label> sentences(TaggedSentence... sentences) {
    return Models.dataset(new WordFeatureExtractor(), sentences);
  }

  private static TaggedSentence[] repeated(TaggedSentence sentence, int count) {
    TaggedSentence[] all = new TaggedSentence[count];
    Arrays.fill(all, sentence);
    return all;
  }
}
