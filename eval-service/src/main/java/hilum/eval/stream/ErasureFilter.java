package hilum.eval.stream;

import hilum.schemas.Erasure;
import hilum.schemas.Topic;
import hilum.transport.erasure.Receipts;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Lets requests for erasure through as they are, and no receipts. */
final class ErasureFilter implements Processor<String, byte[], String, Out> {
    private final Supplier<Codec> codecs;
    private Codec codec;
    private ProcessorContext<String, Out> context;

    ErasureFilter(Supplier<Codec> codecs) {
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
        try {
            if (Receipts.isRequest((Erasure) codec.decode(Topic.ERASURES, record.value()))) {
                context.forward(record.withValue(new Out(Topic.ERASURES, record.value())));
            }
        } catch (IllegalArgumentException e) {
            context.forward(Letters.of(Origin.of(context), record, e, codec));
        }
    }

    @Override
    public void close() {
        codec.close();
    }
}
