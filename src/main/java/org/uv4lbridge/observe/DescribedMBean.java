package org.uv4lbridge.observe;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.NotificationEmitter;
import javax.management.StandardEmitterMBean;

/** An MXBean that describes itself by the {@link Description}s of its interface. {@link MBeans} makes one for each. */
final class DescribedMBean extends StandardEmitterMBean {

    private <T> DescribedMBean(T bean, Class<T> type, NotificationEmitter emitter) {
        super(bean, type, true, emitter);
    }

    static <T> DescribedMBean of(T bean, Class<T> type, NotificationEmitter emitter) {
        return new DescribedMBean(bean, type, emitter);
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return described(getMBeanInterface()).map(Description::value).orElse("");
    }

    @Override
    protected String getDescription(MBeanAttributeInfo attribute) {
        return text("get" + attribute.getName());
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation) {
        return text(operation.getName());
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation, MBeanParameterInfo parameter, int place) {
        return parameter(operation, place).map(Description::value).orElse("");
    }

    @Override
    protected String getParameterName(MBeanOperationInfo operation, MBeanParameterInfo parameter, int place) {
        return parameter(operation, place).map(Description::name).orElse(parameter.getName());
    }

    /** One operation only tells; all others change something. */
    @Override
    protected int getImpact(MBeanOperationInfo operation) {
        return operation.getName().equals("timeline") ? MBeanOperationInfo.INFO : MBeanOperationInfo.ACTION;
    }

    private String text(String method) {
        return method(method)
                .flatMap(DescribedMBean::described)
                .map(Description::value)
                .orElse("");
    }

    private Optional<Description> parameter(MBeanOperationInfo operation, int place) {
        return method(operation.getName()).flatMap(method -> described(method.getParameters()[place]));
    }

    /** No two methods of an interface have the same name. */
    private Optional<Method> method(String name) {
        return Stream.of(getMBeanInterface().getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst();
    }

    private static Optional<Description> described(AnnotatedElement element) {
        return Optional.ofNullable(element.getAnnotation(Description.class));
    }
}
