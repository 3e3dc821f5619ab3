package hilum.eval.stream;

import hilum.schemas.Embedding;
import hilum.schemas.Topic;
import hilum.schemas.Vectors;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Lets the embedding events of held-out studies through as they are; what is no event, or holds no
 * finite vector, becomes a dead letter. The rest is dropped: nothing is evaluated on what trains.
 */
final class HeldOutFilter implements Processor<String, byte[], String, Out> {
    private final Supplier<Codec> codecs;
    private Codec codec;
    private ProcessorContext<String, Out> context;

    HeldOutFilter(Supplier<Codec> codecs) {
        this.codecs = codecs;
    }

    @Override
    public void init(ProcessorContext<String, Out> context) {
        this.context = context;
        codec = codecs.get();
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (record.value() == null) {
            return;
        }
        Origin origin = Origin.of(context);
        try {
            Embedding event = (Embedding) codec.decode(Topic.EMBEDDINGS, record.value());
            Vectors.decode(event);
            if (event.getHeldOut()) {
                context.forward(
                        record.withHeaders(origin.onto(record.headers()))
                                .withValue(new Out(Topic.EMBEDDINGS, record.value())));
            }
        } catch (IllegalArgumentException e) {
            context.forward(Letters.of(origin, record, e, codec));
        }
    }

    @Override
    public void close() {
        codec.close();
    }
}
