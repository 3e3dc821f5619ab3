package hilum.trainer;

import hilum.schemas.Model;
import hilum.schemas.TrainingEvent;
import java.util.Optional;

/** Where a round tells what it does. */
@FunctionalInterface
interface Announcements {
    /** Announces an event, and with it a model version where there is one: both or neither. */
    void announce(TrainingEvent event, Optional<Model> model) throws InterruptedException;
}
