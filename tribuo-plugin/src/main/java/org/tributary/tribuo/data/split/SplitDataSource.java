package org.tributary.tribuo.data.split;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tribuo.config.LabelledSequenceSource;
import org.tributary.tribuo.internal.ConfigCheck;
import org.tributary.tribuo.internal.Setting;

/**
 * One part of another source's sequences: a random share that is held out, such as development
 * data, or the rest. The same source, share and seed give two parts that together are the source.
 * Each part keeps the order of the source.
 */
public final class SplitDataSource implements LabelledSequenceSource {

  /** The two parts of a split. */
  public enum Part {
    /** The sequences that are not held out. */
    REST,
    /** The sequences that are held out. */
    HELD_OUT
  }

  @Config(mandatory = true, description = "The source of all sequences.")
  private LabelledSequenceSource source;

  @Config(mandatory = true, description = "The part: REST or HELD_OUT.")
  private Part part;

  @Config(description = "The share of sequences that is held out, above 0 and below 1.")
  @Setting(above = 0, below = 1)
  private double heldOutShare = 0.1;

  @Config(description = "The seed of the random choice.")
  private long seed = 1;

  private List<SequenceExample<Label>> sequences;
  private ConfiguredDataSourceProvenance provenance;

  /** Creates an unconfigured source for OLCUT. */
  private SplitDataSource() {}

  private SplitDataSource(
      LabelledSequenceSource source, Part part, double heldOutShare, long seed) {
    this.source = source;
    this.part = part;
    this.heldOutShare = heldOutShare;
    this.seed = seed;
    ConfigCheck.asArguments(this::postConfig);
  }

  /**
   * Returns the sequences of {@code source} that are held out: {@code share} of them, rounded, at
   * least one and not all.
   *
   * @param share a number above 0 and below 1
   * @throws IllegalArgumentException if the share is out of range, or the source has fewer than two
   *     sequences
   */
  public static SplitDataSource heldOut(LabelledSequenceSource source, double share, long seed) {
    return new SplitDataSource(source, Part.HELD_OUT, share, seed);
  }

  /**
   * Returns the sequences of {@code source} that {@link #heldOut} does not return.
   *
   * @param share the share that is held out, above 0 and below 1
   * @throws IllegalArgumentException as {@link #heldOut}
   */
  public static SplitDataSource rest(LabelledSequenceSource source, double share, long seed) {
    return new SplitDataSource(source, Part.REST, share, seed);
  }

  /** Splits the sequences; called by OLCUT. */
  @Override
  public void postConfig() {
    ConfigCheck check = new ConfigCheck("SplitDataSource");
    check.fields(this);
    List<SequenceExample<Label>> all = new ArrayList<>();
    source.forEach(all::add);
    check.require("source", all.size() >= 2, "at least 2 sequences to hold some out", all.size());
    List<Boolean> heldOut = choice(all.size());
    sequences = new ArrayList<>();
    for (int k = 0; k < all.size(); k++) {
      if (heldOut.get(k) == (part == Part.HELD_OUT)) {
        sequences.add(all.get(k));
      }
    }
    provenance = new SplitProvenance(this);
  }

  /** Returns for each sequence whether it is held out. */
  private List<Boolean> choice(int count) {
    int chosen = (int) Math.min(count - 1L, Math.max(1L, Math.round(heldOutShare * count)));
    List<Boolean> heldOut = new ArrayList<>(Collections.nCopies(count, false));
    Collections.fill(heldOut.subList(0, chosen), true);
    // mixed first: the first draws of java.util.Random nearly agree for adjacent seeds
    Collections.shuffle(heldOut, new Random(new SplittableRandom(seed).nextLong()));
    return heldOut;
  }

  @Override
  public Iterator<SequenceExample<Label>> iterator() {
    return Collections.unmodifiableList(sequences).iterator();
  }

  @Override
  public ConfiguredDataSourceProvenance getProvenance() {
    return provenance;
  }

  @Override
  public String toString() {
    return "SplitDataSource(source=%s,part=%s,heldOutShare=%s,seed=%d)"
        .formatted(source, part, heldOutShare, seed);
  }
}
