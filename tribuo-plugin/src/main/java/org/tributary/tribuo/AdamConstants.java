package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.ConfigurableName;

/** The constants that Adam and AdamW share. */
abstract sealed class AdamConstants permits AdamOptimizer, AdamWOptimizer {
  @ConfigurableName private String componentName;

  @Config(description = "How much of the mean gradient a step keeps, from 0 to below 1.")
  double beta1 = 0.9;

  @Config(description = "How much of the gradients' mean square a step keeps, 0 to below 1.")
  double beta2 = 0.999;

  @Config(description = "Keeps the division by the root of the mean square finite, above 0.")
  double epsilon = 1e-8;

  final void check(double weightDecay) {
    FieldCheck check = new FieldCheck(componentName);
    check.share("beta1", beta1);
    check.share("beta2", beta2);
    check.positive("epsilon", epsilon);
    check.notNegative("weightDecay", weightDecay);
  }
}
