package org.tributary.examples.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.tributary.examples.corpus.CorpusGenerator;
import org.tributary.examples.corpus.TaggedCorpus;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.train.tagger.TaggerTrainer;

/** A small tagger of entities, and sentences for it. */
final class SmallTagger {
  static final TaggedCorpus CORPUS =
      CorpusGenerator.ofEntities().generate(new CorpusGenerator.Sizes(300, 10, 1000), 11);

  private static byte[] trained;

  private SmallTagger() {}

  /** Writes the tagger, which is trained once. */
  static synchronized void train(Path file) throws IOException {
    if (trained != null) {
      Files.write(file, trained);
      return;
    }
    try (WordTagger tagger =
        TaggerTrainer.train(
            Tagger.define()
                .words(16)
                .lowercase(8)
                .encoder(input -> Recurrent.lstm(input).hidden(16).bidirectional())
                .lockedDropout(0),
            CORPUS.train(),
            TrainingOptions.defaults()
                .epochs(8)
                .batchSize(8)
                .schedule(Schedule.linear(0.01, 0.001))
                .average(WeightAverage.none()))) {
      tagger.save(file);
    }
    trained = Files.readAllBytes(file);
  }

  /** Returns 1,000 sentences. */
  static List<List<String>> sentences() {
    return CORPUS.test().stream().map(TaggedSentence::tokens).toList();
  }

  static StructType schema() {
    return new StructType()
        .add("id", DataTypes.IntegerType)
        .add("tokens", DataTypes.createArrayType(DataTypes.StringType));
  }

  static List<Row> rows(List<? extends List<String>> sentences) {
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < sentences.size(); k++) {
      List<String> tokens = sentences.get(k);
      rows.add(RowFactory.create(k, tokens == null ? null : tokens.toArray(new String[0])));
    }
    return Collections.unmodifiableList(rows);
  }

  static Dataset<Row> frame(
      SparkSession spark, List<? extends List<String>> sentences, int partitions) {
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(rows(sentences), partitions),
        schema());
  }
}
