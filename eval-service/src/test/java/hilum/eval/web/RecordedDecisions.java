package hilum.eval.web;

import hilum.schemas.Model;
import hilum.transport.Connection;
import io.quarkus.test.Mock;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Keeps what would be sent to the broker. */
@Mock
@Singleton
public class RecordedDecisions extends Decisions {
    private final List<Model> announced = new ArrayList<>();

    @Inject
    public RecordedDecisions(Connection connection) {
        super(connection);
    }

    @Override
    public synchronized void announce(List<Model> decided) {
        announced.addAll(decided);
    }

    /** What was announced since the last call. */
    public synchronized List<Model> take() {
        List<Model> taken = List.copyOf(announced);
        announced.clear();
        return taken;
    }
}
