package hilum.eval;

import hilum.eval.promotion.Promotion;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings under {@code hilum.eval}. */
@ConfigMapping(prefix = "hilum.eval")
public interface Settings {
    /** How often changed figures are computed and sent. */
    @WithDefault("1s")
    Duration pace();

    /** How long a candidate waits for the live model's vectors of its studies. */
    @WithDefault("2m")
    Duration patience();

    /** Loss up to which a headline measure still counts as level, between 0 and 1. */
    @WithDefault("0.02")
    double margin();

    /** Queries at a site below which its figures are reported and do not decide. */
    @WithDefault("10")
    int fewest();

    /** The rule of promotion with these settings. */
    default Promotion promotion() {
        return new Promotion(margin(), fewest());
    }
}
