<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES">
<context>
    <name>BackupSection</name>
    <message>
        <source>A passphrase needs at least %1 characters.</source>
        <translation>La frase de contraseña necesita al menos %1 caracteres.</translation>
    </message>
    <message>
        <source>The passphrases do not match. Try again.</source>
        <translation>Las frases no coinciden. Inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>write-protected</source>
        <translation>protegida contra escritura</translation>
    </message>
    <message>
        <source>cannot be written to</source>
        <translation>no se puede escribir</translation>
    </message>
    <message>
        <source>full</source>
        <translation>llena</translation>
    </message>
    <message>
        <source>Passphrase (min. %1 characters)</source>
        <translation>Frase (mín. %1 caracteres)</translation>
    </message>
    <message>
        <source>The same passphrase again</source>
        <translation>La misma frase otra vez</translation>
    </message>
    <message>
        <source>There is no backup yet. Exams finished: %1.</source>
        <translation>Todavía no hay copia. Exámenes terminados: %1.</translation>
    </message>
    <message>
        <source>Last backup: %1. Exams finished since: %2.</source>
        <translation>Última copia: %1. Exámenes terminados desde entonces: %2.</translation>
    </message>
    <message>
        <source>Backing up (exams: %1)</source>
        <translation>Copiando (exámenes: %1)</translation>
    </message>
    <message>
        <source>Restore a backup</source>
        <translation>Restaurar una copia</translation>
    </message>
    <message>
        <source>Back up to a stick</source>
        <translation>Copiar a una memoria USB</translation>
    </message>
    <message>
        <source>Insert a USB stick.</source>
        <translation>Inserte una memoria USB.</translation>
    </message>
    <message>
        <source>Written: %1. Keep the passphrase elsewhere than the stick.</source>
        <translation>Escrito: %1. Guarde la frase en otro lugar que la memoria.</translation>
    </message>
</context>
<context>
    <name>BoardNote</name>
    <message>
        <source>Weak power supply: use the device&apos;s own.</source>
        <translation>Alimentación débil: use la del equipo.</translation>
    </message>
    <message>
        <source>Too much current: unplug what is not needed.</source>
        <translation>Demasiada corriente: desconecte lo que sobre.</translation>
    </message>
    <message>
        <source>The device is hot: keep its vents clear.</source>
        <translation>El equipo está caliente: deje libre la ventilación.</translation>
    </message>
    <message>
        <source>Low battery: plug in the power supply.</source>
        <translation>Batería baja: conecte la alimentación.</translation>
    </message>
    <message>
        <source>Fewer findings, heatmap when frozen.</source>
        <translation>Menos hallazgos, mapa al congelar.</translation>
    </message>
    <message>
        <source>The analysis is slow.</source>
        <translation>El análisis es lento.</translation>
    </message>
</context>
<context>
    <name>BodyMap</name>
    <message>
        <source>front</source>
        <translation>de frente</translation>
    </message>
    <message>
        <source>back</source>
        <translation>de espaldas</translation>
    </message>
</context>
<context>
    <name>CaliperScreen</name>
    <message>
        <source>Not saved</source>
        <translation>No guardado</translation>
    </message>
    <message>
        <source>Tap the first point</source>
        <translation>Toque el primer punto</translation>
    </message>
    <message>
        <source>Tap the second point</source>
        <translation>Toque el segundo punto</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Medir</translation>
    </message>
    <message>
        <source>The scale of this image is unknown, so nothing can be measured on it. Set the scale on the live image first, then take the image again.</source>
        <translation>La escala de esta imagen es desconocida, por lo que no se puede medir en ella. Fije primero la escala en la imagen en vivo y tome la imagen de nuevo.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Thickness</source>
        <comment>measure it</comment>
        <translation>Grosor</translation>
    </message>
    <message>
        <source>Distance</source>
        <comment>measure it</comment>
        <translation>Distancia</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Guardando…</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Listo</translation>
    </message>
</context>
<context>
    <name>CaliperTexts</name>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
    <message>
        <source>no scale</source>
        <translation>sin escala</translation>
    </message>
    <message>
        <source>proposed</source>
        <comment>by the program</comment>
        <translation>propuesto</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>a mano</translation>
    </message>
    <message>
        <source>Muscle, %1</source>
        <translation>Músculo, %1</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>Distancia</translation>
    </message>
</context>
<context>
    <name>ClipThumbnail</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
</context>
<context>
    <name>ClockSection</name>
    <message>
        <source>Now</source>
        <translation>Ahora</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zona horaria</translation>
    </message>
    <message>
        <source>Time server</source>
        <translation>Servidor de hora</translation>
    </message>
    <message>
        <source>off</source>
        <translation>desactivado</translation>
    </message>
    <message>
        <source>on, the clock is set</source>
        <translation>activado, el reloj está ajustado</translation>
    </message>
    <message>
        <source>on, not reached yet</source>
        <translation>activado, aún sin respuesta</translation>
    </message>
    <message>
        <source>The clock of this machine is not set from here. Use its own settings.</source>
        <translation>El reloj de este equipo no se ajusta desde aquí. Use sus propios ajustes.</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Espere…</translation>
    </message>
    <message>
        <source>Choose the time zone</source>
        <translation>Elegir la zona horaria</translation>
    </message>
    <message>
        <source>Time server: on</source>
        <translation>Servidor de hora: sí</translation>
    </message>
    <message>
        <source>Time server: off</source>
        <translation>Servidor de hora: no</translation>
    </message>
    <message>
        <source>tap to change</source>
        <translation>toque para cambiar</translation>
    </message>
    <message>
        <source>Set date and time by hand</source>
        <translation>Ajustar fecha y hora a mano</translation>
    </message>
    <message>
        <source>switches the time server off</source>
        <translation>desactiva el servidor de hora</translation>
    </message>
    <message>
        <source>Date, time: YYYYMMDDhhmm</source>
        <translation>Fecha, hora: AAAAMMDDhhmm</translation>
    </message>
    <message>
        <source>All regions</source>
        <translation>Todas las regiones</translation>
    </message>
</context>
<context>
    <name>CopyProgress</name>
    <message>
        <source>Stopping…</source>
        <translation>Deteniendo…</translation>
    </message>
    <message>
        <source>%1: all is written, please wait until it is kept…</source>
        <translation>%1: todo escrito, espere a que quede guardado…</translation>
    </message>
    <message>
        <source>%1: %2 of %3 MB</source>
        <translation>%1: %2 de %3 MB</translation>
    </message>
    <message>
        <source>%1: please wait…</source>
        <translation>%1: espere…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
</context>
<context>
    <name>Dates</name>
    <message>
        <source>yyyy-MM-dd HH:mm</source>
        <comment>date and time</comment>
        <translation>dd/MM/yyyy HH:mm</translation>
    </message>
    <message>
        <source>yyyy-MM-dd</source>
        <comment>date</comment>
        <translation>dd/MM/yyyy</translation>
    </message>
    <message>
        <source>HH:mm</source>
        <comment>time</comment>
        <translation>HH:mm</translation>
    </message>
</context>
<context>
    <name>DecommissionSection</name>
    <message>
        <source>All exams on this device (%1) become unreadable for good: their keys are destroyed, then the exams. Nobody can undo this.</source>
        <translation>Todos los exámenes de este equipo (%1) quedan ilegibles para siempre: se destruyen sus claves y luego los exámenes. Nadie puede deshacerlo.</translation>
    </message>
    <message>
        <source>There is no backup.</source>
        <translation>No hay copia de seguridad.</translation>
    </message>
    <message>
        <source>Last backup: %1. Exams finished since: %2.</source>
        <translation>Última copia: %1. Exámenes terminados desde entonces: %2.</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Confirmado</translation>
    </message>
    <message>
        <source>Type %1 to confirm</source>
        <translation>Escriba %1 para confirmar</translation>
    </message>
    <message>
        <source>Destroy all exams</source>
        <translation>Destruir todos los exámenes</translation>
    </message>
    <message>
        <source>press and hold for three seconds</source>
        <translation>mantener pulsado tres segundos</translation>
    </message>
    <message>
        <source>Flash memory may keep old blocks that no program reaches. What protects the exams is that their keys are gone. For more, destroy the medium.</source>
        <translation>La memoria flash puede conservar bloques antiguos que ningún programa alcanza. Lo que protege los exámenes es que sus claves ya no existen. Para más, destruya el medio.</translation>
    </message>
</context>
<context>
    <name>DecommissionedScreen</name>
    <message>
        <source>Destroying…</source>
        <translation>Destruyendo…</translation>
    </message>
    <message>
        <source>Decommissioned</source>
        <translation>Retirado del servicio</translation>
    </message>
    <message>
        <source>Not proven</source>
        <translation>No demostrado</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Espere…</translation>
    </message>
    <message>
        <source>The exams of this device cannot be read any longer.</source>
        <translation>Los exámenes de este equipo ya no se pueden leer.</translation>
    </message>
    <message>
        <source>Not every check was passed. Have the medium destroyed.</source>
        <translation>No se superaron todas las pruebas. Haga destruir el medio.</translation>
    </message>
    <message>
        <source>Files overwritten and removed: %1, keys first. Checks passed: %2 of %3.</source>
        <translation>Archivos sobrescritos y borrados: %1, primero las claves. Pruebas superadas: %2 de %3.</translation>
    </message>
    <message>
        <source>SHA-256 of the database before: %1</source>
        <translation>SHA-256 de la base de datos antes: %1</translation>
    </message>
    <message>
        <source>Write the proof to a stick</source>
        <translation>Escribir la prueba en una memoria USB</translation>
    </message>
    <message>
        <source>Insert a stick that can be written to.</source>
        <translation>Inserte una memoria en la que se pueda escribir.</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>Apagar</translation>
    </message>
    <message>
        <source>press and hold</source>
        <translation>mantener pulsado</translation>
    </message>
    <message>
        <source>When it is started again, this is a new device that asks for a new PIN.</source>
        <translation>Al encenderlo de nuevo es un equipo nuevo que pide un PIN nuevo.</translation>
    </message>
</context>
<context>
    <name>DeleteExam</name>
    <message>
        <source>Why is this exam deleted? %1.</source>
        <translation>¿Por qué se borra este examen? %1.</translation>
    </message>
    <message>
        <source>Why is this exam deleted? It may be nowhere else.</source>
        <translation>¿Por qué se borra este examen? Puede que no esté en ningún otro lugar.</translation>
    </message>
    <message>
        <source>Its images are gone for good. The audit trail keeps the reason.</source>
        <translation>Sus imágenes se pierden para siempre. El registro guarda el motivo.</translation>
    </message>
    <message>
        <source>Hold to delete</source>
        <translation>Mantener pulsado para borrar</translation>
    </message>
    <message>
        <source>The exam was not deleted</source>
        <translation>El examen no se borró</translation>
    </message>
</context>
<context>
    <name>Deliveries</name>
    <message>
        <source>A stick keeps it under the earlier patient: export it there again.</source>
        <translation>Una memoria USB lo conserva con el paciente anterior: expórtelo allí de nuevo.</translation>
    </message>
    <message>
        <source>It is sent with the new patient from now on.</source>
        <translation>A partir de ahora se envía con el nuevo paciente.</translation>
    </message>
    <message>
        <source>%1 keeps it under the earlier patient: have it deleted there, then send it again.</source>
        <translation>%1 lo conserva con el paciente anterior: haga que lo borren allí y envíelo de nuevo.</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>Sin entregar</translation>
    </message>
    <message>
        <source>Not delivered, is being sent</source>
        <translation>Sin entregar, se está enviando</translation>
    </message>
    <message>
        <source>Not delivered: %1</source>
        <translation>Sin entregar: %1</translation>
    </message>
    <message>
        <source>On a stick, %1</source>
        <translation>En una memoria USB, %1</translation>
    </message>
    <message>
        <source>Delivered to %1, %2</source>
        <translation>Entregado a %1, %2</translation>
    </message>
    <message>
        <source>On a stick under an earlier patient</source>
        <translation>En una memoria USB con un paciente anterior</translation>
    </message>
    <message>
        <source>Sent to %1 under an earlier patient</source>
        <translation>Enviado a %1 con un paciente anterior</translation>
    </message>
    <message>
        <source>Exported %1, arrival not recorded</source>
        <translation>Exportado %1, llegada no registrada</translation>
    </message>
    <message>
        <source>Only on this device</source>
        <translation>Solo en este equipo</translation>
    </message>
    <message>
        <source>%1 does not respond</source>
        <translation>%1 no responde</translation>
    </message>
    <message>
        <source>%1 did not store everything</source>
        <translation>%1 no lo guardó todo</translation>
    </message>
    <message>
        <source>connection to %1 lost</source>
        <translation>conexión con %1 perdida</translation>
    </message>
    <message>
        <source>no encrypted connection to %1</source>
        <translation>sin conexión cifrada con %1</translation>
    </message>
    <message>
        <source>sending failed</source>
        <translation>el envío falló</translation>
    </message>
</context>
<context>
    <name>DepthScale</name>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
</context>
<context>
    <name>DeviceSection</name>
    <message>
        <source>Probe or grabber</source>
        <translation>Sonda o capturadora</translation>
    </message>
    <message>
        <source>Device profile</source>
        <translation>Perfil del equipo</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>known</source>
        <translation>conocido</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Escala</translation>
    </message>
    <message>
        <source>%1 mm per pixel</source>
        <translation>%1 mm por píxel</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocida</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validación</translation>
    </message>
    <message>
        <source>not validated on this device</source>
        <translation>no validado en este equipo</translation>
    </message>
    <message>
        <source>validated at a site</source>
        <translation>validado en un centro</translation>
    </message>
    <message>
        <source>validated on simulated images</source>
        <translation>validado con imágenes simuladas</translation>
    </message>
    <message>
        <source>validated by the maker</source>
        <translation>validado por el fabricante</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Runtime</source>
        <translation>Motor</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programa</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Versión instalada</translation>
    </message>
    <message>
        <source>none: run from its source</source>
        <translation>ninguna: se ejecuta desde el código fuente</translation>
    </message>
    <message>
        <source>%1, still on trial</source>
        <translation>%1, aún a prueba</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>Placa</translation>
    </message>
    <message>
        <source>System</source>
        <translation>Sistema</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Licencias</translation>
    </message>
    <message>
        <source>NMD-AssistNet assists with muscle ultrasound and never diagnoses. For research use only.</source>
        <translation>NMD-AssistNet ayuda en la ecografía muscular y nunca diagnostica. Solo para investigación.</translation>
    </message>
</context>
<context>
    <name>DifferenceTexts</name>
    <message>
        <source>Brightness</source>
        <translation>Brillo</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Contraste</translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation>Saturación</translation>
    </message>
    <message>
        <source>Hue</source>
        <translation>Tono</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>Gamma</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>Ganancia</translation>
    </message>
    <message>
        <source>Sharpness</source>
        <translation>Nitidez</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>Exposición</translation>
    </message>
    <message>
        <source>Automatic gain</source>
        <translation>Ganancia automática</translation>
    </message>
    <message>
        <source>Automatic exposure</source>
        <translation>Exposición automática</translation>
    </message>
    <message>
        <source>Backlight compensation</source>
        <translation>Compensación de contraluz</translation>
    </message>
    <message>
        <source>RGB range</source>
        <translation>Rango RGB</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Preajuste</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Profundidad</translation>
    </message>
    <message>
        <source>Frequency</source>
        <translation>Frecuencia</translation>
    </message>
    <message>
        <source>Dynamic range</source>
        <translation>Rango dinámico</translation>
    </message>
    <message>
        <source>Image width</source>
        <translation>Ancho de imagen</translation>
    </message>
    <message>
        <source>Image height</source>
        <translation>Alto de imagen</translation>
    </message>
    <message>
        <source>Millimetres per pixel</source>
        <translation>Milímetros por píxel</translation>
    </message>
    <message>
        <source>Mirrored</source>
        <translation>En espejo</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>sí</translation>
    </message>
    <message>
        <source>no</source>
        <translation>no</translation>
    </message>
    <message>
        <source>The validation expired on %1.</source>
        <translation>La validación caducó el %1.</translation>
    </message>
    <message>
        <source>The clock is wrong: %1.</source>
        <translation>El reloj no es correcto: %1.</translation>
    </message>
    <message>
        <source>Whether the ultrasound image still has the size that was recorded is unknown.</source>
        <translation>No se sabe si la imagen de ecografía tiene todavía el tamaño registrado.</translation>
    </message>
    <message>
        <source>The ultrasound image on the scanner&apos;s screen has another shape: depth, zoom or preset was changed.</source>
        <translation>La imagen de ecografía en la pantalla del ecógrafo tiene otra forma: se ha cambiado la profundidad, el zoom o el preajuste.</translation>
    </message>
    <message>
        <source>%1 on the scanner&apos;s screen cannot be compared.</source>
        <translation>En la pantalla del ecógrafo no se puede comparar: %1.</translation>
    </message>
    <message>
        <source>%1 on the scanner&apos;s screen was not recorded before.</source>
        <translation>En la pantalla del ecógrafo no se había registrado antes: %1.</translation>
    </message>
    <message>
        <source>%1 on the scanner&apos;s screen has changed.</source>
        <translation>En la pantalla del ecógrafo ha cambiado: %1.</translation>
    </message>
    <message>
        <source>%1 is unknown instead of %2.</source>
        <translation>El ajuste «%1» se desconoce; era %2.</translation>
    </message>
    <message>
        <source>%1 is %2 and was not recorded before.</source>
        <translation>El ajuste «%1» es %2 y antes no constaba.</translation>
    </message>
    <message>
        <source>The validation no longer holds</source>
        <translation>La validación ya no es válida</translation>
    </message>
    <message>
        <source>A setting has changed</source>
        <translation>Ha cambiado un ajuste</translation>
    </message>
    <message>
        <source>Have the device validated again, or set the clock.</source>
        <translation>Haga validar de nuevo el equipo o ajuste el reloj.</translation>
    </message>
    <message>
        <source>Set it back, or set the scale again.</source>
        <translation>Restablézcalo o ajuste de nuevo la escala.</translation>
    </message>
    <message>
        <source>Set it back, or have the device validated again.</source>
        <translation>Restablézcalo o haga validar de nuevo el equipo.</translation>
    </message>
    <message>
        <source>%1 is %2 instead of %3.</source>
        <translation>El ajuste «%1» es %2 en lugar de %3.</translation>
    </message>
</context>
<context>
    <name>DiscardClip</name>
    <message>
        <source>Why is this clip discarded?</source>
        <translation>¿Por qué se descarta este clip?</translation>
    </message>
    <message>
        <source>It is gone for good. The audit trail keeps the reason.</source>
        <translation>Se borra para siempre. El registro conserva el motivo.</translation>
    </message>
    <message>
        <source>Hold to discard and take another</source>
        <translation>Mantener: descartar y repetir</translation>
    </message>
    <message>
        <source>Hold to discard</source>
        <translation>Mantener para descartar</translation>
    </message>
    <message>
        <source>The clip was not discarded</source>
        <translation>El clip no se descartó</translation>
    </message>
</context>
<context>
    <name>DiscardImage</name>
    <message>
        <source>Why is this image discarded?</source>
        <translation>¿Por qué se descarta esta imagen?</translation>
    </message>
    <message>
        <source>It is gone for good. The audit trail keeps the reason.</source>
        <translation>Se pierde para siempre. El registro guarda el motivo.</translation>
    </message>
    <message>
        <source>Hold to discard and take another</source>
        <translation>Mantener: descartar y repetir</translation>
    </message>
    <message>
        <source>Hold to discard</source>
        <translation>Mantener para descartar</translation>
    </message>
    <message>
        <source>The image was not discarded</source>
        <translation>La imagen no se descartó</translation>
    </message>
</context>
<context>
    <name>Done</name>
    <message>
        <source>Finished and saved</source>
        <translation>Terminado y guardado</translation>
    </message>
    <message>
        <source>Anonymous patient</source>
        <translation>Paciente anónimo</translation>
    </message>
    <message>
        <source>Next patient</source>
        <translation>Siguiente paciente</translation>
    </message>
</context>
<context>
    <name>DriftScreen</name>
    <message>
        <source>Brightness of the images (echo intensity)</source>
        <translation>Brillo de las imágenes (ecointensidad)</translation>
    </message>
    <message>
        <source>Width of the speckle across the image</source>
        <translation>Anchura del moteado a lo ancho de la imagen</translation>
    </message>
    <message>
        <source>Length of the speckle in depth</source>
        <translation>Longitud del moteado en profundidad</translation>
    </message>
    <message>
        <source>Contrast of the speckle</source>
        <translation>Contraste del moteado</translation>
    </message>
    <message>
        <source>Fine structure of the speckle</source>
        <translation>Estructura fina del moteado</translation>
    </message>
    <message>
        <source>Dark stripes through the image</source>
        <translation>Franjas oscuras a través de la imagen</translation>
    </message>
    <message>
        <source>Finest detail across the image</source>
        <translation>Detalle más fino a lo ancho de la imagen</translation>
    </message>
    <message>
        <source>Fine detail across the image</source>
        <translation>Detalle fino a lo ancho de la imagen</translation>
    </message>
    <message>
        <source>Dark stripes below the skin</source>
        <translation>Franjas oscuras bajo la piel</translation>
    </message>
    <message>
        <source>Scale of the images (mm per pixel)</source>
        <translation>Escala de las imágenes (mm por píxel)</translation>
    </message>
    <message>
        <source>Shape of the ultrasound image on the screen</source>
        <translation>Forma de la imagen de ecografía en la pantalla</translation>
    </message>
    <message>
        <source>Scores of the network</source>
        <translation>Valores de la red</translation>
    </message>
    <message>
        <source>Share of images not judged</source>
        <translation>Proporción de imágenes no evaluadas</translation>
    </message>
    <message>
        <source>above the reference</source>
        <translation>por encima de la referencia</translation>
    </message>
    <message>
        <source>below the reference</source>
        <translation>por debajo de la referencia</translation>
    </message>
    <message>
        <source>Look at the image of the probe in air and test its elements: a dark stripe stays at the same place.</source>
        <translation>Mire la imagen de la sonda en el aire y pruebe sus elementos: una franja oscura permanece en el mismo sitio.</translation>
    </message>
    <message>
        <source>Compare the scanner&apos;s preset (depth, frequency, grey map, dynamic range) with the one that was validated.</source>
        <translation>Compare el preajuste del ecógrafo (profundidad, frecuencia, mapa de grises, rango dinámico) con el validado.</translation>
    </message>
    <message>
        <source>Compare gain and time gain with the validated preset; where they are the same, more patients may be ill.</source>
        <translation>Compare la ganancia y la ganancia en profundidad con el preajuste validado; si son iguales, puede haber más pacientes enfermos.</translation>
    </message>
    <message>
        <source>Look at why images are not judged: gel, pressure, placing of the region.</source>
        <translation>Vea por qué no se evalúan imágenes: gel, presión, posición de la región.</translation>
    </message>
    <message>
        <source>Only the score moved: ask whether other patients are examined than before, and compare with the assessments.</source>
        <translation>Solo cambiaron los valores: averigüe si se examinan otros pacientes que antes y compare con las valoraciones.</translation>
    </message>
    <message>
        <source>Device check</source>
        <translation>Revisión del equipo</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Since patient %1 of those counted, over %2 patients (%3 images).</source>
        <translation>Desde el paciente n.º %1 de los contados, en %2 pacientes (%3 imágenes).</translation>
    </message>
    <message>
        <source>The findings of exams stay as they are. After &quot;Dealt with&quot;, watching begins anew and reports again if nothing has changed.</source>
        <translation>Los hallazgos de los exámenes no cambian. Tras «Resuelto», la vigilancia empieza de nuevo y avisa otra vez si nada ha cambiado.</translation>
    </message>
    <message>
        <source>A supervisor says that it was dealt with: close this, open the check again and enter a supervisor&apos;s PIN.</source>
        <translation>Que está resuelto lo confirma un supervisor: cierre, abra de nuevo la revisión e introduzca el PIN de un supervisor.</translation>
    </message>
    <message>
        <source>Not saved. Please try again.</source>
        <translation>No se ha guardado. Inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Dealt with</source>
        <translation>Resuelto</translation>
    </message>
</context>
<context>
    <name>ErrorMessages</name>
    <message>
        <source>The PIN is incorrect.</source>
        <translation>El PIN es incorrecto.</translation>
    </message>
    <message>
        <source>The PIN is incorrect. Try again in %1 s.</source>
        <translation>El PIN es incorrecto. Inténtelo de nuevo en %1 s.</translation>
    </message>
    <message>
        <source>Too many incorrect PINs. Try again in %1 s.</source>
        <translation>Demasiados PIN incorrectos. Inténtelo de nuevo en %1 s.</translation>
    </message>
    <message>
        <source>The recovery key is incorrect.</source>
        <translation>La clave de recuperación es incorrecta.</translation>
    </message>
    <message>
        <source>The recovery key is incorrect. Try again in %1 s.</source>
        <translation>La clave de recuperación es incorrecta. Inténtelo de nuevo en %1 s.</translation>
    </message>
    <message>
        <source>The recovery key was mistyped. It has %1 letters and digits.</source>
        <translation>La clave de recuperación tiene un error de escritura. Tiene %1 letras y dígitos.</translation>
    </message>
    <message>
        <source>Somebody already has this name. Choose another one.</source>
        <translation>Ya existe este nombre. Elija otro.</translation>
    </message>
    <message>
        <source>There is nobody of this name any more.</source>
        <translation>Ya no existe nadie con este nombre.</translation>
    </message>
    <message>
        <source>There has to be a supervisor. Add another one first.</source>
        <translation>Tiene que haber un supervisor. Añada otro primero.</translation>
    </message>
    <message>
        <source>Only a supervisor can do this.</source>
        <translation>Solo un supervisor puede hacerlo.</translation>
    </message>
    <message>
        <source>The disk is full. Export finished exams and have them deleted.</source>
        <translation>El disco está lleno. Exporte los exámenes terminados y pida que los borren.</translation>
    </message>
    <message>
        <source>The disk reports an error. Try again. If the error persists, have the disk replaced.</source>
        <translation>El disco da un error. Inténtelo de nuevo. Si persiste, haga cambiar el disco.</translation>
    </message>
    <message>
        <source>The disk cannot be read or written to. Have the device checked.</source>
        <translation>No se puede leer o escribir en el disco. Haga revisar el equipo.</translation>
    </message>
    <message>
        <source>The exam data on this device are damaged. Have a backup restored.</source>
        <translation>Los datos de los exámenes de este equipo están dañados. Haga restaurar una copia de seguridad.</translation>
    </message>
    <message>
        <source>An older copy of the exams is in place of the newer ones. Have a backup restored.</source>
        <translation>En lugar de los exámenes más recientes hay una copia anterior. Haga restaurar una copia de seguridad.</translation>
    </message>
    <message>
        <source>Nothing can be saved. Exams can still be read and exported. Have the disk checked.</source>
        <translation>No se puede guardar nada. Los exámenes aún se pueden ver y exportar. Haga revisar el disco.</translation>
    </message>
    <message>
        <source>The exams were saved by a newer version of the program. Have this device updated.</source>
        <translation>Los exámenes se guardaron con una versión más reciente del programa. Haga actualizar este equipo.</translation>
    </message>
    <message>
        <source>The update is still being checked. Wait a minute, then enter the PIN again.</source>
        <translation>La actualización aún se está comprobando. Espere un minuto y vuelva a introducir el PIN.</translation>
    </message>
    <message>
        <source>Another program is using the exams. Have it closed.</source>
        <translation>Otro programa está usando los exámenes. Haga que lo cierren.</translation>
    </message>
    <message>
        <source>Space left, in images: about %1. Export finished exams and have them deleted.</source>
        <translation>Espacio libre, en imágenes: unas %1. Exporte los exámenes terminados y pida que los borren.</translation>
    </message>
    <message>
        <source>No space for another image. Export finished exams and have them deleted.</source>
        <translation>No queda espacio para otra imagen. Exporte los exámenes terminados y pida que los borren.</translation>
    </message>
    <message>
        <source>No space for this clip. Export finished exams and have them deleted.</source>
        <translation>No hay espacio para este clip. Exporte los exámenes terminados y haga que se borren.</translation>
    </message>
    <message>
        <source>This exam is finished and cannot be changed. Start a new one.</source>
        <translation>Este examen está terminado y no se puede modificar. Inicie uno nuevo.</translation>
    </message>
    <message>
        <source>This exam or image no longer exists.</source>
        <translation>Este examen o esta imagen ya no existe.</translation>
    </message>
    <message>
        <source>The exams are locked. Enter the PIN.</source>
        <translation>Los exámenes están bloqueados. Introduzca el PIN.</translation>
    </message>
    <message>
        <source>Stopped. Nothing of it is left.</source>
        <translation>Detenido. No ha quedado nada.</translation>
    </message>
    <message>
        <source>This device holds %1 exams. A backup never overwrites exams: restore it onto a device without any.</source>
        <translation>Este equipo guarda %1 exámenes. Una copia nunca sobrescribe exámenes: restáurela en un equipo sin ninguno.</translation>
    </message>
    <message>
        <source>The passphrase is incorrect, or this file is no backup.</source>
        <translation>La frase es incorrecta o el archivo no es una copia.</translation>
    </message>
    <message>
        <source>This file is no backup of exams. Choose another one.</source>
        <translation>Este archivo no es una copia de exámenes. Elija otro.</translation>
    </message>
    <message>
        <source>This backup is damaged. Use another one.</source>
        <translation>Esta copia está dañada. Use otra.</translation>
    </message>
    <message>
        <source>The stick is full. Free up space or use another one.</source>
        <translation>La memoria USB está llena. Libere espacio o use otra.</translation>
    </message>
    <message>
        <source>The stick reports an error. Use another one.</source>
        <translation>La memoria USB da un error. Use otra.</translation>
    </message>
    <message>
        <source>The stick cannot be written to. Remove the write protection or use another one.</source>
        <translation>No se puede escribir en la memoria USB. Quite la protección contra escritura o use otra.</translation>
    </message>
    <message>
        <source>The stick was removed. Insert it and try again.</source>
        <translation>Se ha retirado la memoria USB. Insértela e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The export was interrupted. Export again.</source>
        <translation>La exportación se interrumpió. Exporte de nuevo.</translation>
    </message>
    <message>
        <source>Server %1 does not respond or refuses the connection. Check the network connection.</source>
        <translation>El servidor %1 no responde o rechaza la conexión. Revise la conexión de red.</translation>
    </message>
    <message>
        <source>Server %1 does not accept this device. Have the AE titles checked: its own, and EDGE_APP for this device.</source>
        <translation>El servidor %1 no acepta este equipo. Haga revisar los títulos AE: el suyo y EDGE_APP para este equipo.</translation>
    </message>
    <message>
        <source>Server %1 did not store everything. Send again or have the server checked.</source>
        <translation>El servidor %1 no lo guardó todo. Envíe de nuevo o haga revisar el servidor.</translation>
    </message>
    <message>
        <source>The connection to server %1 was lost. Try again.</source>
        <translation>Se perdió la conexión con el servidor %1. Inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>No encrypted connection to server %1. Have the certificates checked.</source>
        <translation>Sin conexión cifrada con el servidor %1. Haga comprobar los certificados.</translation>
    </message>
    <message>
        <source>Sending stopped when the screen was locked. Send again.</source>
        <translation>El envío se detuvo al bloquear la pantalla. Vuelva a enviar.</translation>
    </message>
    <message>
        <source>Server %1 gives no worklist. Have its settings checked.</source>
        <translation>El servidor %1 no ofrece ninguna lista de trabajo. Haga revisar su configuración.</translation>
    </message>
    <message>
        <source>The points are too close together. Tap two points farther apart.</source>
        <translation>Los puntos están demasiado cerca. Toque dos puntos más separados.</translation>
    </message>
    <message>
        <source>No scanner uses this scale. Correct the distance or the points.</source>
        <translation>Ningún ecógrafo usa esa escala. Corrija la distancia o los puntos.</translation>
    </message>
    <message>
        <source>The box is too large or too small. Tap closely around the text of one setting.</source>
        <translation>El recuadro es demasiado grande o pequeño. Toque cerca del texto de un solo ajuste.</translation>
    </message>
    <message>
        <source>The box reaches into the ultrasound image. Mark text beside it.</source>
        <translation>El recuadro entra en la imagen de ecografía. Marque un texto fuera de ella.</translation>
    </message>
    <message>
        <source>There is no text in the box. Tap around the text of a setting.</source>
        <translation>No hay texto en el recuadro. Toque alrededor del texto de un ajuste.</translation>
    </message>
    <message>
        <source>This text changes by itself. Mark a setting, not a clock, and leave it alone.</source>
        <translation>Este texto cambia solo. Marque un ajuste, no un reloj, y no lo modifique.</translation>
    </message>
    <message>
        <source>This machine has no services to set. Use its own settings.</source>
        <translation>Este equipo no se configura desde aquí. Use sus propios ajustes.</translation>
    </message>
    <message>
        <source>The system did not do this. Have whoever looks after the device do it.</source>
        <translation>El sistema no lo hizo. Pídaselo a quien cuida el equipo.</translation>
    </message>
    <message>
        <source>The network refused the password. Check upper and lower case, and try again.</source>
        <translation>La red rechazó la contraseña. Compruebe mayúsculas y minúsculas e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The network gave no address (DHCP). Have the network checked.</source>
        <translation>La red no asignó una dirección (DHCP). Haga revisar la red.</translation>
    </message>
    <message>
        <source>The network does not answer. Move closer to it, and try again.</source>
        <translation>La red no responde. Acérquese e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The network does not answer this password. Check it, move closer, and try again.</source>
        <translation>La red no responde a esta contraseña. Revísela, acérquese e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The network was not joined (reason %1). Try again, or have the network checked.</source>
        <translation>No se pudo conectar a la red (motivo %1). Inténtelo de nuevo o haga revisar la red.</translation>
    </message>
    <message>
        <source>There is no such date and time. Type year, month, day, hour and minute: twelve digits.</source>
        <translation>Esa fecha no existe. Escriba año, mes, día, hora y minuto: doce cifras.</translation>
    </message>
    <message>
        <source>Unexpected program error (%1). Try again.</source>
        <translation>Error inesperado del programa (%1). Inténtelo de nuevo.</translation>
    </message>
</context>
<context>
    <name>ExamList</name>
    <message>
        <source>Exams</source>
        <translation>Exámenes</translation>
    </message>
    <message>
        <source>None found</source>
        <translation>Ninguno encontrado</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>Encontrados: %1</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Patient ID or date</source>
        <translation>ID del paciente o fecha</translation>
    </message>
    <message>
        <source>Send all to %1</source>
        <translation>Enviar todo a %1</translation>
    </message>
    <message>
        <source>under a pseudonym</source>
        <translation>con seudónimo</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>Sin entregar</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>Anonymous</source>
        <translation>Anónimo</translation>
    </message>
    <message>
        <source>images: %1</source>
        <translation>imágenes: %1</translation>
    </message>
    <message>
        <source>Assessment: %1</source>
        <translation>Valoración: %1</translation>
    </message>
    <message>
        <source>Not finished</source>
        <translation>Sin terminar</translation>
    </message>
</context>
<context>
    <name>ExamSoFar</name>
    <message>
        <source>Anonymous patient</source>
        <translation>Paciente anónimo</translation>
    </message>
    <message>
        <source>Echo intensity: %1</source>
        <translation>Ecointensidad: %1</translation>
    </message>
    <message>
        <source>Probability: %1</source>
        <translation>Probabilidad: %1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>ExamStrip</name>
    <message>
        <source>Not saved. The image is still here; please try again.</source>
        <translation>No se guardó. La imagen sigue aquí; inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Image %1 of %2 saved</source>
        <translation>Imagen %1 de %2 guardada</translation>
    </message>
    <message>
        <source>This image cannot be saved</source>
        <translation>Esta imagen no se puede guardar</translation>
    </message>
    <message>
        <source>It was not live or has no finding. Return to live and freeze again.</source>
        <translation>No era en vivo o no tiene hallazgo. Vuelva a la imagen en vivo y congele de nuevo.</translation>
    </message>
    <message>
        <source>Network and echo intensity disagree</source>
        <translation>La red y la ecointensidad discrepan</translation>
    </message>
    <message>
        <source>%1: image %2 of %3 saved</source>
        <translation>%1: imagen %2 de %3 guardada</translation>
    </message>
    <message>
        <source>Now: %1</source>
        <translation>Ahora: %1</translation>
    </message>
    <message>
        <source>%1: image %2</source>
        <translation>%1: imagen %2</translation>
    </message>
    <message>
        <source>■ Stop</source>
        <translation>■ Detener</translation>
    </message>
    <message>
        <source>● Record</source>
        <translation>● Grabar</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>up to %1 s</source>
        <translation>hasta %1 s</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Guardando…</translation>
    </message>
    <message>
        <source>Save clip</source>
        <translation>Guardar clip</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 are kept</source>
        <translation>ya hay %1</translation>
    </message>
    <message>
        <source>last %1 s</source>
        <translation>últimos %1 s</translation>
    </message>
    <message>
        <source>too short</source>
        <translation>muy corto</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Medir</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Last image</source>
        <translation>Última imagen</translation>
    </message>
    <message>
        <source>%1 s earlier</source>
        <translation>%1 s antes</translation>
    </message>
</context>
<context>
    <name>ExportChoices</name>
    <message>
        <source>Write-protected. Remove the protection or use another stick.</source>
        <translation>Protegida contra escritura. Quite la protección o use otra.</translation>
    </message>
    <message>
        <source>Full. Free up space or use another stick.</source>
        <translation>Llena. Libere espacio o use otra.</translation>
    </message>
    <message>
        <source>Cannot be written to. Use another stick.</source>
        <translation>No se puede escribir en ella. Use otra.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>May show text inside the ultrasound; look at it before it leaves: image %1.</source>
        <translation>Puede mostrar texto dentro de la ecografía; mírela antes de entregarla: imagen %1.</translation>
    </message>
    <message>
        <source>Withheld, as no ultrasound was found in it: image %1.</source>
        <translation>Retenida, porque no se encontró ecografía en ella: imagen %1.</translation>
    </message>
    <message>
        <source>May show text inside the ultrasound; look at it before it leaves: clip %1.</source>
        <translation>Puede mostrar texto dentro de la ecografía; véalo antes de que salga: clip %1.</translation>
    </message>
    <message>
        <source>Withheld, as no ultrasound was found in it: clip %1.</source>
        <translation>Retenido, porque no se encontró ecografía en él: clip %1.</translation>
    </message>
    <message>
        <source>Export under a pseudonym to a USB stick: images as DICOM, report as PDF, measurements as CSV.</source>
        <translation>Exportar con seudónimo a una memoria USB: imágenes en DICOM, informe en PDF, mediciones en CSV.</translation>
    </message>
    <message>
        <source>To export, insert a USB stick.</source>
        <translation>Para exportar, inserte una memoria USB.</translation>
    </message>
    <message>
        <source>Send images and report as DICOM under a pseudonym, or insert a USB stick.</source>
        <translation>Envíe las imágenes y el informe en DICOM con seudónimo, o inserte una memoria USB.</translation>
    </message>
    <message>
        <source>Export to %1</source>
        <translation>Exportar a %1</translation>
    </message>
    <message>
        <source>Send to server %1</source>
        <translation>Enviar al servidor %1</translation>
    </message>
    <message>
        <source>under a pseudonym</source>
        <translation>con seudónimo</translation>
    </message>
    <message>
        <source>with patient ID</source>
        <translation>con ID del paciente</translation>
    </message>
    <message>
        <source>Exporting the previous exam…</source>
        <translation>Exportando el examen anterior…</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>Exportando…</translation>
    </message>
    <message>
        <source>The previous exam was not sent</source>
        <translation>El examen anterior no se envió</translation>
    </message>
    <message>
        <source>Not sent yet</source>
        <translation>Aún no enviado</translation>
    </message>
    <message>
        <source>The previous exam was not exported</source>
        <translation>El examen anterior no se exportó</translation>
    </message>
    <message>
        <source>Not exported</source>
        <translation>No exportado</translation>
    </message>
    <message>
        <source>The previous exam was exported</source>
        <translation>El examen anterior se exportó</translation>
    </message>
    <message>
        <source>Sent and stored on the server.</source>
        <translation>Enviado y guardado en el servidor.</translation>
    </message>
    <message>
        <source>Exported. You can remove the stick.</source>
        <translation>Exportado. Puede retirar la memoria.</translation>
    </message>
    <message>
        <source>I have looked at these images: send</source>
        <translation>He mirado estas imágenes: enviar</translation>
    </message>
</context>
<context>
    <name>FreezeButton</name>
    <message>
        <source>Live</source>
        <translation>En vivo</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>Congelar</translation>
    </message>
</context>
<context>
    <name>GuardReasons</name>
    <message>
        <source>No contact in the region. Use more gel or press the probe on.</source>
        <translation>Sin contacto en la región. Ponga más gel o apoye bien la sonda.</translation>
    </message>
    <message>
        <source>Part of the probe is off the skin. Use more gel and hold the probe flat.</source>
        <translation>Parte de la sonda no toca la piel. Ponga más gel y apoye la sonda plana.</translation>
    </message>
    <message>
        <source>The probe is in the air. Use gel and place it on the skin.</source>
        <translation>La sonda está en el aire. Ponga gel y apóyela en la piel.</translation>
    </message>
    <message>
        <source>Too dark in the region. Increase the gain.</source>
        <translation>Demasiado oscuro en la región. Aumente la ganancia.</translation>
    </message>
    <message>
        <source>Too bright in the region. Reduce the gain.</source>
        <translation>Demasiado brillo en la región. Reduzca la ganancia.</translation>
    </message>
    <message>
        <source>No structure in the region. Move the region or the probe onto the muscle.</source>
        <translation>Sin estructura en la región. Mueva la región o la sonda al músculo.</translation>
    </message>
    <message>
        <source>Colour in the region. Switch off Doppler or elastography.</source>
        <translation>Color en la región. Desactive el Doppler o la elastografía.</translation>
    </message>
    <message>
        <source>Writing or a menu in the region. Close it or move the region.</source>
        <translation>Texto o un menú en la región. Ciérrelo o mueva la región.</translation>
    </message>
    <message>
        <source>The scanner&apos;s image does not change. Unfreeze the scanner.</source>
        <translation>La imagen del ecógrafo no cambia. Descongélela en el ecógrafo.</translation>
    </message>
    <message>
        <source>The region reaches beyond the ultrasound image. Move it inside or make it smaller.</source>
        <translation>La región sobresale de la imagen ecográfica. Muévala hacia dentro o redúzcala.</translation>
    </message>
    <message>
        <source>The region has too few pixels. Make it larger, or take the image at a higher resolution.</source>
        <translation>La región tiene muy pocos píxeles. Amplíela o tome la imagen con mayor resolución.</translation>
    </message>
    <message>
        <source>The network does not know regions of this size. Change the size or the scanner&apos;s depth.</source>
        <translation>La red no conoce regiones de este tamaño. Cambie su tamaño o la profundidad del ecógrafo.</translation>
    </message>
    <message>
        <source>This does not look like muscle. Move the probe or the region onto the muscle.</source>
        <translation>Esto no parece músculo. Mueva la sonda o la región al músculo.</translation>
    </message>
    <message>
        <source>The image seems to be upside down. Turn it so that the skin is at the top.</source>
        <translation>La imagen parece estar invertida. Gírela de modo que la piel quede arriba.</translation>
    </message>
    <message>
        <source>This looks like a view along the muscle. Turn the probe by 90 degrees.</source>
        <translation>Parece un corte longitudinal del músculo. Gire la sonda 90 grados.</translation>
    </message>
    <message>
        <source>No contact</source>
        <translation>Sin contacto</translation>
    </message>
    <message>
        <source>Probe off the skin</source>
        <translation>Sonda separada</translation>
    </message>
    <message>
        <source>Probe in the air</source>
        <translation>Sonda en el aire</translation>
    </message>
    <message>
        <source>Too dark</source>
        <translation>Demasiado oscuro</translation>
    </message>
    <message>
        <source>Too bright</source>
        <translation>Demasiado brillo</translation>
    </message>
    <message>
        <source>No structure</source>
        <translation>Sin estructura</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Color</translation>
    </message>
    <message>
        <source>Text or menu</source>
        <translation>Texto o menú</translation>
    </message>
    <message>
        <source>Scanner frozen</source>
        <translation>Ecógrafo congelado</translation>
    </message>
    <message>
        <source>Beyond the image</source>
        <translation>Fuera de la imagen</translation>
    </message>
    <message>
        <source>Too few pixels</source>
        <translation>Muy pocos píxeles</translation>
    </message>
    <message>
        <source>Unknown size</source>
        <translation>Tamaño desconocido</translation>
    </message>
    <message>
        <source>Not muscle</source>
        <translation>No es músculo</translation>
    </message>
    <message>
        <source>Upside down</source>
        <translation>Invertida</translation>
    </message>
    <message>
        <source>Along the muscle</source>
        <translation>Corte longitudinal</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Device</source>
        <translation>Equipo</translation>
    </message>
    <message>
        <source>check due</source>
        <translation>revisión pendiente</translation>
    </message>
    <message>
        <source>Exams</source>
        <translation>Exámenes</translation>
    </message>
    <message>
        <source>%1 not delivered</source>
        <translation>%1 sin entregar</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Bloquear</translation>
    </message>
</context>
<context>
    <name>HealthSection</name>
    <message>
        <source>Nothing to do: no warning.</source>
        <translation>Nada pendiente: ninguna advertencia.</translation>
    </message>
    <message>
        <source>Exams kept</source>
        <translation>Exámenes</translation>
    </message>
    <message>
        <source>%1 (%2 MB)</source>
        <translation>%1 (%2 MB)</translation>
    </message>
    <message>
        <source>Clips among them</source>
        <translation>De ellos, clips</translation>
    </message>
    <message>
        <source>Space left</source>
        <translation>Espacio libre</translation>
    </message>
    <message>
        <source>images: %1 (%2 GB free)</source>
        <translation>imágenes: %1 (%2 GB libres)</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatura</translation>
    </message>
    <message>
        <source>not measured here</source>
        <translation>no se mide aquí</translation>
    </message>
    <message>
        <source>%1 °C</source>
        <translation>%1 °C</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>Batería</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Power mode</source>
        <translation>Modo de energía</translation>
    </message>
</context>
<context>
    <name>HealthTexts</name>
    <message>
        <source>The clock is wrong</source>
        <translation>El reloj está mal</translation>
    </message>
    <message>
        <source>Storage is nearly full</source>
        <translation>El almacenamiento está casi lleno</translation>
    </message>
    <message>
        <source>Weak power supply</source>
        <translation>Alimentación débil</translation>
    </message>
    <message>
        <source>Too much current</source>
        <translation>Demasiada corriente</translation>
    </message>
    <message>
        <source>Slowed down by heat</source>
        <translation>Ralentizado por el calor</translation>
    </message>
    <message>
        <source>The device is warm</source>
        <translation>El equipo está caliente</translation>
    </message>
    <message>
        <source>Low battery</source>
        <translation>Batería baja</translation>
    </message>
    <message>
        <source>The DICOM node does not answer</source>
        <translation>El nodo DICOM no responde</translation>
    </message>
    <message>
        <source>A protocol file is faulty</source>
        <translation>Un archivo de protocolo tiene errores</translation>
    </message>
    <message>
        <source>Backup due</source>
        <translation>Copia de seguridad pendiente</translation>
    </message>
    <message>
        <source>It is before this program was made, or before the last exam. Set date and time before the next exam.</source>
        <translation>Es anterior a la creación de este programa o al último examen. Ajuste fecha y hora antes del próximo examen.</translation>
    </message>
    <message>
        <source>Export finished exams and have them deleted.</source>
        <translation>Exporte los exámenes terminados y hágalos borrar.</translation>
    </message>
    <message>
        <source>Use the device&apos;s own power supply and cable.</source>
        <translation>Use la fuente y el cable propios del equipo.</translation>
    </message>
    <message>
        <source>Unplug what is not needed.</source>
        <translation>Desconecte lo que no haga falta.</translation>
    </message>
    <message>
        <source>Keep the vents clear and take the device out of the sun. The live image goes on.</source>
        <translation>Deje libres las rejillas y aparte el equipo del sol. La imagen en vivo continúa.</translation>
    </message>
    <message>
        <source>Keep the vents clear before it slows down.</source>
        <translation>Deje libres las rejillas antes de que se ralentice.</translation>
    </message>
    <message>
        <source>Plug in the power supply.</source>
        <translation>Conecte la alimentación.</translation>
    </message>
    <message>
        <source>Check network and server, then test it again under “DICOM node”.</source>
        <translation>Compruebe la red y el servidor y pruébelo de nuevo en «Nodo DICOM».</translation>
    </message>
    <message>
        <source>It cannot be chosen. Have the file corrected that is named below.</source>
        <translation>No se puede elegir. Haga corregir el archivo indicado abajo.</translation>
    </message>
    <message>
        <source>Insert a USB stick and back up under “Backup”.</source>
        <translation>Inserte una memoria USB y haga la copia en «Copia de seguridad».</translation>
    </message>
</context>
<context>
    <name>HeatScale</name>
    <message>
        <source>Evidence of
abnormality</source>
        <translation>Indicios de
anomalía</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Indicios</translation>
    </message>
    <message>
        <source>Abnormal</source>
        <translation>Anormal</translation>
    </message>
    <message>
        <source>change</source>
        <translation>cambiar</translation>
    </message>
    <message>
        <source>more</source>
        <translation>más</translation>
    </message>
    <message>
        <source>0.5</source>
        <translation>0,5</translation>
    </message>
    <message>
        <source>less</source>
        <translation>menos</translation>
    </message>
</context>
<context>
    <name>HeatSlider</name>
    <message>
        <source>Heatmap</source>
        <translation>Mapa</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>off</source>
        <translation>apagado</translation>
    </message>
</context>
<context>
    <name>Keyboard</name>
    <message>
        <source>QWERTYUIOPASDFGHJKL-ZXCVBNM</source>
        <comment>the letters as they lie on a keyboard, row by row</comment>
        <translation>QWERTYUIOPASDFGHJKL-ZXCVBNM</translation>
    </message>
</context>
<context>
    <name>Kiosk</name>
    <message>
        <source>Research use only.</source>
        <translation>Solo para investigación.</translation>
    </message>
    <message>
        <source>Trained on simulated images. Assists, never diagnoses.</source>
        <translation>Entrenado con imágenes simuladas. Ayuda, nunca diagnostica.</translation>
    </message>
    <message>
        <source>Assists, never diagnoses.</source>
        <translation>Ayuda, nunca diagnostica.</translation>
    </message>
</context>
<context>
    <name>Labels</name>
    <message>
        <source>Biceps brachii</source>
        <translation>Bíceps braquial</translation>
    </message>
    <message>
        <source>Tibialis anterior</source>
        <translation>Tibial anterior</translation>
    </message>
    <message>
        <source>Gastrocnemius medialis</source>
        <translation>Gastrocnemio medial</translation>
    </message>
    <message>
        <source>left</source>
        <translation>izquierdo</translation>
    </message>
    <message>
        <source>right</source>
        <translation>derecho</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Abnormal</source>
        <translation>Anormal</translation>
    </message>
    <message>
        <source>Indeterminate</source>
        <translation>Indeterminado</translation>
    </message>
    <message>
        <source>No finding</source>
        <translation>Sin hallazgo</translation>
    </message>
    <message>
        <source>The model was not made for this muscle.</source>
        <translation>El modelo no está hecho para este músculo.</translation>
    </message>
    <message>
        <source>close to the threshold</source>
        <translation>cerca del umbral</translation>
    </message>
    <message>
        <source>views disagree</source>
        <translation>las vistas no coinciden</translation>
    </message>
    <message>
        <source>images disagree</source>
        <translation>las imágenes no coinciden</translation>
    </message>
    <message>
        <source>too few images</source>
        <translation>muy pocas imágenes</translation>
    </message>
    <message>
        <source>one or more indeterminate</source>
        <translation>alguno indeterminado</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>No evaluado</translation>
    </message>
    <message>
        <source>en</source>
        <comment>the code of the language that this is translated to</comment>
        <translation>es</translation>
    </message>
    <message>
        <source>Not validated on this device</source>
        <translation>No validado en este equipo</translation>
    </message>
</context>
<context>
    <name>LanguageSection</name>
    <message>
        <source>The screen starts in the language that is chosen here.</source>
        <translation>La pantalla arranca en el idioma elegido aquí.</translation>
    </message>
</context>
<context>
    <name>LiveFinding</name>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Abnormal</source>
        <translation>Anormal</translation>
    </message>
    <message>
        <source>Indeterminate</source>
        <translation>Indeterminado</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>No evaluado</translation>
    </message>
    <message>
        <source>Not validated</source>
        <translation>No validado</translation>
    </message>
    <message>
        <source>No finding</source>
        <translation>Sin hallazgo</translation>
    </message>
    <message>
        <source>The model was not made for this muscle. Images of it are kept without a finding.</source>
        <translation>El modelo no está hecho para este músculo. Sus imágenes se conservan sin hallazgo.</translation>
    </message>
    <message>
        <source>Judged the opposite when mirrored or slightly moved.</source>
        <translation>En espejo o algo desplazada se evalúa al contrario.</translation>
    </message>
    <message>
        <source>Too close to the threshold for a label.</source>
        <translation>Demasiado cerca del umbral para una etiqueta.</translation>
    </message>
    <message>
        <source>Not validated on this device: there is no result.</source>
        <translation>No validado en este equipo: no hay resultado.</translation>
    </message>
    <message>
        <source>Score, 0 to 1</source>
        <translation>Valor, 0 a 1</translation>
    </message>
    <message>
        <source>Probability of abnormality</source>
        <translation>Probabilidad de anomalía</translation>
    </message>
    <message>
        <source>Probability of abnormality, calibrated on simulated images</source>
        <translation>Probabilidad de anomalía, calibrada con simulación</translation>
    </message>
    <message>
        <source>Probability of abnormality, calibrated on validation images</source>
        <translation>Probabilidad de anomalía, calibrada en la validación</translation>
    </message>
    <message>
        <source>Probability of abnormality
%1 %, no label: %2–%3 %</source>
        <translation>P(anormal): %1 %
indeterminado: %2–%3 %</translation>
    </message>
    <message>
        <source>Steady for 1 s</source>
        <translation>Estable desde hace 1 s</translation>
    </message>
    <message>
        <source>%1–%2 % in 1 s</source>
        <translation>%1–%2 % en 1 s</translation>
    </message>
    <message>
        <source>Unstable: %1–%2 % in 1 s</source>
        <translation>Inestable: %1–%2 % en 1 s</translation>
    </message>
    <message>
        <source>Echo intensity</source>
        <translation>Ecointensidad</translation>
    </message>
    <message>
        <source>z %1</source>
        <translation>z %1</translation>
    </message>
</context>
<context>
    <name>LiveScreen</name>
    <message>
        <source>Note on this image</source>
        <translation>Nota sobre la imagen</translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>Waiting for %1</source>
        <translation>Esperando a %1</translation>
    </message>
    <message>
        <source>The recording has ended</source>
        <translation>La grabación ha terminado</translation>
    </message>
    <message>
        <source>Image is %1 s old</source>
        <translation>Imagen de hace %1 s</translation>
    </message>
    <message>
        <source>Scale unknown</source>
        <translation>Sin escala</translation>
    </message>
    <message>
        <source>Tap two points</source>
        <translation>Toque dos puntos</translation>
    </message>
    <message>
        <source>No image from the probe. Trying again…</source>
        <translation>Sin imagen de la sonda. Reintentando…</translation>
    </message>
    <message>
        <source>Probe disconnected. Reconnecting…</source>
        <translation>Sonda desconectada. Reconectando…</translation>
    </message>
    <message>
        <source>Probe disconnected, image %1 s old. Reconnecting…</source>
        <translation>Sonda desconectada, imagen de hace %1 s. Reconectando…</translation>
    </message>
    <message>
        <source>Probe reconnected. Waiting for an image…</source>
        <translation>Sonda reconectada. Esperando una imagen…</translation>
    </message>
    <message>
        <source>Probe reconnected, image %1 s old. Waiting for a new image…</source>
        <translation>Sonda reconectada, imagen de hace %1 s. Esperando una nueva…</translation>
    </message>
    <message>
        <source>Image unchanged for %1 s</source>
        <translation>Imagen sin cambios desde hace %1 s</translation>
    </message>
    <message>
        <source>The image format has changed</source>
        <translation>El formato de la imagen ha cambiado</translation>
    </message>
    <message>
        <source>No video signal</source>
        <translation>Sin señal de vídeo</translation>
    </message>
    <message>
        <source>The image has wrong colours</source>
        <translation>La imagen tiene colores erróneos</translation>
    </message>
    <message>
        <source>Part of the image is missing</source>
        <translation>Falta una parte de la imagen</translation>
    </message>
    <message>
        <source>The image is interlaced</source>
        <translation>La imagen está entrelazada</translation>
    </message>
    <message>
        <source>Check the cable at both ends and make sure the scanner is on.</source>
        <translation>Revise el cable en ambos extremos y compruebe que el ecógrafo esté encendido.</translation>
    </message>
    <message>
        <source>The scanner is frozen or sends no signal.</source>
        <translation>El ecógrafo está congelado o no envía señal.</translation>
    </message>
    <message>
        <source>Check that the whole image is visible.</source>
        <translation>Compruebe que se ve la imagen completa.</translation>
    </message>
    <message>
        <source>Check the video cable and make sure the scanner is on.</source>
        <translation>Revise el cable de vídeo y compruebe que el ecógrafo esté encendido.</translation>
    </message>
    <message>
        <source>Unplug the grabber and plug it in again.</source>
        <translation>Desconecte la capturadora de vídeo y vuelva a conectarla.</translation>
    </message>
    <message>
        <source>Check the USB cable, or plug it into another port.</source>
        <translation>Revise el cable USB o use otro puerto.</translation>
    </message>
    <message>
        <source>Set the scanner&apos;s video output to progressive (p, not i).</source>
        <translation>Ajuste la salida de vídeo del ecógrafo a progresivo (p, no i).</translation>
    </message>
    <message>
        <source>Analysis unavailable, image only</source>
        <translation>Sin análisis, solo imagen</translation>
    </message>
    <message>
        <source>If this persists, have the device checked.</source>
        <translation>Si persiste, haga revisar el equipo.</translation>
    </message>
    <message>
        <source>This image could not be checked</source>
        <translation>No se pudo comprobar esta imagen</translation>
    </message>
    <message>
        <source>Take another image. If this persists, have the device checked.</source>
        <translation>Tome otra imagen. Si persiste, haga revisar el equipo.</translation>
    </message>
    <message>
        <source>Research: not validated on this device</source>
        <translation>Investigación: no validado en este equipo</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>Congelado</translation>
    </message>
</context>
<context>
    <name>NameList</name>
    <message>
        <source>Supervisor</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Operador</translation>
    </message>
</context>
<context>
    <name>NetworkSection</name>
    <message>
        <source>connected</source>
        <translation>conectado</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>sin conexión</translation>
    </message>
    <message>
        <source>no cable, or switched off</source>
        <translation>sin cable o apagado</translation>
    </message>
    <message>
        <source>Password of %1</source>
        <translation>Contraseña de %1</translation>
    </message>
    <message>
        <source>strong</source>
        <translation>fuerte</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>media</translation>
    </message>
    <message>
        <source>weak</source>
        <translation>débil</translation>
    </message>
    <message>
        <source>no password, not encrypted</source>
        <translation>sin contraseña, sin cifrar</translation>
    </message>
    <message>
        <source>with a password</source>
        <translation>con contraseña</translation>
    </message>
    <message>
        <source>with an account: not joined here</source>
        <translation>con cuenta: no se conecta aquí</translation>
    </message>
    <message>
        <source>connecting…</source>
        <translation>conectando…</translation>
    </message>
    <message>
        <source>joined before</source>
        <translation>ya conectada antes</translation>
    </message>
    <message>
        <source>Cable</source>
        <translation>Cable</translation>
    </message>
    <message>
        <source>Wireless</source>
        <translation>Inalámbrica</translation>
    </message>
    <message>
        <source>The network of this machine is not shown here. Use its own settings.</source>
        <translation>La red de este equipo no se muestra aquí. Use sus propios ajustes.</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Espere…</translation>
    </message>
    <message>
        <source>Connecting to %1…</source>
        <translation>Conectando a %1…</translation>
    </message>
    <message>
        <source>There is no network device.</source>
        <translation>No hay ningún dispositivo de red.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Mirar otra vez</translation>
    </message>
    <message>
        <source>Switch wireless on</source>
        <translation>Activar la red inalámbrica</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Conectar</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Olvidar</translation>
    </message>
    <message>
        <source>press and hold</source>
        <translation>mantener pulsado</translation>
    </message>
    <message>
        <source>A network that was joined here is joined again after a restart, until it is forgotten. No other is.</source>
        <translation>Una red conectada aquí vuelve a conectarse tras reiniciar, hasta que se olvide. Ninguna otra.</translation>
    </message>
</context>
<context>
    <name>NodeSection</name>
    <message>
        <source>No DICOM node is set. Whoever looks after the device sets it as exams.server in its settings file.</source>
        <translation>No hay ningún nodo DICOM. Quien cuida el equipo lo escribe como exams.server en su archivo de ajustes.</translation>
    </message>
    <message>
        <source>AE title</source>
        <translation>Título AE</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Cifrado</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>Probar la conexión</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>Probando…</translation>
    </message>
    <message>
        <source>%1 can be reached and answers.</source>
        <translation>%1 está accesible y responde.</translation>
    </message>
</context>
<context>
    <name>OrientationMark</name>
    <message>
        <source>Mirrored</source>
        <translation>En espejo</translation>
    </message>
</context>
<context>
    <name>PatientFields</name>
    <message>
        <source>not given</source>
        <translation>no indicado</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>ID of %1</source>
        <translation>ID de %1</translation>
    </message>
    <message>
        <source>Patient ID</source>
        <translation>ID del paciente</translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation>Lista de trabajo</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Anteriores</translation>
    </message>
    <message>
        <source>patients</source>
        <translation>pacientes</translation>
    </message>
    <message>
        <source>years</source>
        <translation>años</translation>
    </message>
    <message>
        <source>Age as of %1?</source>
        <translation>¿Edad al %1?</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Edad</translation>
    </message>
    <message>
        <source>Age (years)</source>
        <translation>Edad (años)</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>Mujer</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>Hombre</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Estatura</translation>
    </message>
    <message>
        <source>Height (cm)</source>
        <translation>Estatura (cm)</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Peso</translation>
    </message>
    <message>
        <source>Weight (kg)</source>
        <translation>Peso (kg)</translation>
    </message>
</context>
<context>
    <name>PatientForm</name>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Images and findings are not changed.</source>
        <translation>Las imágenes y los hallazgos no cambian.</translation>
    </message>
    <message>
        <source>Edit patient</source>
        <translation>Editar paciente</translation>
    </message>
    <message>
        <source>Patient ID</source>
        <translation>ID del paciente</translation>
    </message>
    <message>
        <source>Protocol, images: %1</source>
        <translation>Protocolo, imágenes: %1</translation>
    </message>
    <message>
        <source>The exam was not started</source>
        <translation>No se inició el examen</translation>
    </message>
    <message>
        <source>The changes were not saved</source>
        <translation>No se guardaron los cambios</translation>
    </message>
    <message>
        <source>Anonymous</source>
        <translation>Anónimo</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Iniciar</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Guardando…</translation>
    </message>
    <message>
        <source>Save as anonymous</source>
        <translation>Guardar como anónimo</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
</context>
<context>
    <name>PatientList</name>
    <message>
        <source>Worklist</source>
        <translation>Lista de trabajo</translation>
    </message>
    <message>
        <source>Earlier patients</source>
        <translation>Pacientes anteriores</translation>
    </message>
    <message>
        <source>female</source>
        <translation>mujer</translation>
    </message>
    <message>
        <source>male</source>
        <translation>hombre</translation>
    </message>
    <message>
        <source>%1 years</source>
        <translation>%1 años</translation>
    </message>
    <message>
        <source>tomorrow %1</source>
        <translation>mañana %1</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <translation>ayer %1</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Un momento…</translation>
    </message>
    <message>
        <source>Nothing matches this search.</source>
        <translation>Nada coincide con esta búsqueda.</translation>
    </message>
    <message>
        <source>Nobody is on the worklist.</source>
        <translation>No hay nadie en la lista de trabajo.</translation>
    </message>
    <message>
        <source>No earlier exam has a patient ID.</source>
        <translation>Ningún examen anterior tiene ID de paciente.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Actualizar</translation>
    </message>
    <message>
        <source>The server has more than these %1 entries. Have its list limited to this device.</source>
        <translation>El servidor tiene más que estas %1 entradas. Haga que limiten su lista a este equipo.</translation>
    </message>
    <message>
        <source>Left out, because they have no patient ID that can be read: %1.</source>
        <translation>Omitidas porque no tienen un ID de paciente legible: %1.</translation>
    </message>
    <message>
        <source>under 18</source>
        <translation>menor de 18</translation>
    </message>
</context>
<context>
    <name>PeopleScreen</name>
    <message>
        <source>People</source>
        <translation>Personas</translation>
    </message>
    <message>
        <source>New person</source>
        <translation>Persona nueva</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Función</translation>
    </message>
    <message>
        <source>New PIN</source>
        <translation>Nuevo PIN</translation>
    </message>
    <message>
        <source>Withdraw this person?</source>
        <translation>¿Dar de baja a esta persona?</translation>
    </message>
    <message>
        <source>New recovery key</source>
        <translation>Nueva clave de recuperación</translation>
    </message>
    <message>
        <source>My PIN</source>
        <translation>Mi PIN</translation>
    </message>
    <message>
        <source>Choose a PIN with at least %1 digits</source>
        <translation>Elija un PIN de al menos %1 dígitos</translation>
    </message>
    <message>
        <source>Enter the same PIN again</source>
        <translation>Introduzca el mismo PIN otra vez</translation>
    </message>
    <message>
        <source>Enter your own PIN. The earlier recovery key stops working when the new one has been written down.</source>
        <translation>Introduzca su propio PIN. La clave anterior deja de valer cuando se haya anotado la nueva.</translation>
    </message>
    <message>
        <source>Enter your present PIN</source>
        <translation>Introduzca su PIN actual</translation>
    </message>
    <message>
        <source>Your PIN is changed. From now on only the new one unlocks the screen.</source>
        <translation>Su PIN ha cambiado. A partir de ahora solo el nuevo desbloquea la pantalla.</translation>
    </message>
    <message>
        <source>Somebody already has this name. Choose another one.</source>
        <translation>Ya existe este nombre. Elija otro.</translation>
    </message>
    <message>
        <source>A PIN needs at least %1 digits.</source>
        <translation>Un PIN necesita al menos %1 dígitos.</translation>
    </message>
    <message>
        <source>The PINs do not match. Choose a PIN again.</source>
        <translation>Los PIN no coinciden. Elija un PIN de nuevo.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>Clave de recuperación</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Operador</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>Dar de baja</translation>
    </message>
    <message>
        <source>Add a person</source>
        <translation>Añadir persona</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Espere…</translation>
    </message>
    <message>
        <source>Enter the name</source>
        <translation>Introducir el nombre</translation>
    </message>
    <message>
        <source>Examines patients, adds and withdraws people, and says what the device is for.</source>
        <translation>Examina pacientes, gestiona personas y decide para qué sirve el equipo.</translation>
    </message>
    <message>
        <source>Examines patients.</source>
        <translation>Examina pacientes.</translation>
    </message>
    <message>
        <source>The PIN of %1 stops working. Exams and the audit trail keep the name.</source>
        <translation>El PIN de %1 dejará de valer. Los exámenes y el registro conservan el nombre.</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Write this key down and keep it locked away, not with the device. If all PINs are forgotten, it is the only way to the exams. It is shown only now.</source>
        <translation>Anote esta clave y guárdela bajo llave, no con el equipo. Si se olvidan todos los PIN, solo ella da acceso a los exámenes. Se muestra solo ahora.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Ahora no</translation>
    </message>
    <message>
        <source>I have written it down</source>
        <translation>Ya está anotada</translation>
    </message>
</context>
<context>
    <name>PinScreen</name>
    <message>
        <source>Choose a PIN with at least %1 digits</source>
        <translation>Elija un PIN de al menos %1 dígitos</translation>
    </message>
    <message>
        <source>Enter the same PIN again</source>
        <translation>Introduzca otra vez el mismo PIN</translation>
    </message>
    <message>
        <source>Enter the PIN</source>
        <translation>Introduzca el PIN</translation>
    </message>
    <message>
        <source>Choose your name</source>
        <translation>Elija su nombre</translation>
    </message>
    <message>
        <source>The recovery key was written down when the device was set up. It gives the supervisor %1 a new PIN.</source>
        <translation>La clave de recuperación se anotó al instalar el equipo. Con ella, %1 (supervisor) recibe un PIN nuevo.</translation>
    </message>
    <message>
        <source>A PIN needs at least %1 digits.</source>
        <translation>El PIN necesita al menos %1 dígitos.</translation>
    </message>
    <message>
        <source>The PINs do not match. Choose a PIN again.</source>
        <translation>Los PIN no coinciden. Elija uno de nuevo.</translation>
    </message>
    <message>
        <source>The PIN switches to research</source>
        <translation>El PIN cambia a investigación</translation>
    </message>
    <message>
        <source>The PIN switches to clinical use</source>
        <translation>El PIN cambia a uso clínico</translation>
    </message>
    <message>
        <source>Tap to cancel</source>
        <translation>Toque para cancelar</translation>
    </message>
    <message>
        <source>The PIN opens the device check</source>
        <translation>El PIN abre la revisión del equipo</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Espere, por favor…</translation>
    </message>
    <message>
        <source>Not unlocked. %1</source>
        <translation>No desbloqueado. %1</translation>
    </message>
    <message>
        <source>Somebody else?</source>
        <translation>¿Otra persona?</translation>
    </message>
    <message>
        <source>Forgotten PIN?</source>
        <translation>¿PIN olvidado?</translation>
    </message>
    <message>
        <source>A supervisor can give you a new PIN.</source>
        <translation>Un supervisor puede darle un PIN nuevo.</translation>
    </message>
    <message>
        <source>Enter the recovery key</source>
        <translation>Introducir la clave</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>Clave de recuperación</translation>
    </message>
    <message>
        <source>The update %1 did not pass its checks. The device works as before. (%2)</source>
        <translation>La actualización %1 no superó sus comprobaciones. El equipo funciona como antes. (%2)</translation>
    </message>
</context>
<context>
    <name>PowerSection</name>
    <message>
        <source>Switch off</source>
        <translation>Apagar</translation>
    </message>
    <message>
        <source>press and hold</source>
        <translation>mantener pulsado</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Reiniciar</translation>
    </message>
    <message>
        <source>This machine is not switched off from here. Use its own settings.</source>
        <translation>Este equipo no se apaga desde aquí. Use sus propios ajustes.</translation>
    </message>
    <message>
        <source>Something is being saved. Wait a moment.</source>
        <translation>Se está guardando algo. Espere un momento.</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Espere…</translation>
    </message>
    <message>
        <source>Decommission</source>
        <translation>Retirar del servicio</translation>
    </message>
    <message>
        <source>make all exams unreadable for good</source>
        <translation>hacer ilegibles todos los exámenes para siempre</translation>
    </message>
</context>
<context>
    <name>Protocol</name>
    <message>
        <source>Anonymous patient</source>
        <translation>Paciente anónimo</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Guardadas: %1</translation>
    </message>
    <message>
        <source>clips: %1</source>
        <translation>clips: %1</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Imágenes</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1: %2 de %3</translation>
    </message>
    <message>
        <source>The exam was not discarded</source>
        <translation>No se descartó el examen</translation>
    </message>
    <message>
        <source>Edit patient</source>
        <translation>Editar paciente</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Resumen</translation>
    </message>
    <message>
        <source>next</source>
        <translation>siguiente</translation>
    </message>
</context>
<context>
    <name>ProtocolList</name>
    <message>
        <source>Protocol of the next exams</source>
        <translation>Protocolo de los próximos exámenes</translation>
    </message>
    <message>
        <source>Sites: %1, images: %2</source>
        <translation>Sitios: %1, imágenes: %2</translation>
    </message>
</context>
<context>
    <name>PurposeScreen</name>
    <message>
        <source>What is this device for?</source>
        <translation>¿Para qué es este equipo?</translation>
    </message>
    <message>
        <source>Only a supervisor can change this.</source>
        <translation>Solo un supervisor puede cambiarlo.</translation>
    </message>
    <message>
        <source>To change this, the PIN is needed.</source>
        <translation>Para cambiarlo se necesita el PIN.</translation>
    </message>
    <message>
        <source>Research</source>
        <translation>Investigación</translation>
    </message>
    <message>
        <source>On devices that the model was not validated on, scores and heatmaps are shown, marked as research.</source>
        <translation>En equipos en los que el modelo no se ha validado se muestran valores y mapas de calor, marcados como investigación.</translation>
    </message>
    <message>
        <source>Clinical use</source>
        <translation>Uso clínico</translation>
    </message>
    <message>
        <source>On devices that the model was not validated on, there is no result.</source>
        <translation>En equipos en los que el modelo no se ha validado no hay resultado.</translation>
    </message>
    <message>
        <source>Not saved. Please try again.</source>
        <translation>No se ha guardado. Inténtelo de nuevo.</translation>
    </message>
</context>
<context>
    <name>ReasonForm</name>
    <message>
        <source>Wrong patient</source>
        <translation>Paciente equivocado</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplicado</translation>
    </message>
    <message>
        <source>The patient&apos;s wish</source>
        <translation>Deseo del paciente</translation>
    </message>
    <message>
        <source>Test, no patient</source>
        <translation>Prueba, sin paciente</translation>
    </message>
    <message>
        <source>Poor image</source>
        <translation>Mala imagen</translation>
    </message>
    <message>
        <source>ID mistyped</source>
        <translation>ID mal escrito</translation>
    </message>
    <message>
        <source>Patient not known then</source>
        <translation>Entonces desconocido</translation>
    </message>
    <message>
        <source>Wrong site</source>
        <translation>Sitio equivocado</translation>
    </message>
    <message>
        <source>Another reason</source>
        <translation>Otro motivo</translation>
    </message>
</context>
<context>
    <name>ReassignExam</name>
    <message>
        <source>Enter whose exam this really is. Images, findings and the assessment stay as they are.</source>
        <translation>Indique de quién es realmente este examen. Las imágenes, los hallazgos y la valoración no cambian.</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Siguiente</translation>
    </message>
    <message>
        <source>From %1 to %2: why is this exam given to another patient?</source>
        <translation>De %1 a %2: ¿por qué se asigna este examen a otro paciente?</translation>
    </message>
    <message>
        <source>The audit trail keeps the reason.</source>
        <translation>El registro guarda el motivo.</translation>
    </message>
    <message>
        <source>Hold to change the patient</source>
        <translation>Mantener pulsado para cambiar el paciente</translation>
    </message>
    <message>
        <source>The patient was not changed</source>
        <translation>El paciente no se ha cambiado</translation>
    </message>
    <message>
        <source>Anonymous patient</source>
        <translation>Paciente anónimo</translation>
    </message>
</context>
<context>
    <name>RegionEditor</name>
    <message>
        <source>Fit to muscle</source>
        <translation>Ajustar al músculo</translation>
    </message>
</context>
<context>
    <name>RestoreSection</name>
    <message>
        <source>This device holds %1 exams. A backup never overwrites exams: restore it onto a device without any.</source>
        <translation>Este equipo guarda %1 exámenes. Una copia nunca sobrescribe exámenes: restáurela en un equipo sin ninguno.</translation>
    </message>
    <message>
        <source>Insert the USB stick with the backup.</source>
        <translation>Inserte la memoria USB con la copia.</translation>
    </message>
    <message>
        <source>Choose a backup, then type its passphrase.</source>
        <translation>Elija una copia y escriba su frase.</translation>
    </message>
    <message>
        <source>%1 MB, in %2</source>
        <translation>%1 MB, en %2</translation>
    </message>
    <message>
        <source>Passphrase of the backup</source>
        <translation>Frase de la copia</translation>
    </message>
    <message>
        <source>Please wait…</source>
        <translation>Espere…</translation>
    </message>
    <message>
        <source>Exams</source>
        <translation>Exámenes</translation>
    </message>
    <message>
        <source>Newest exam</source>
        <translation>Examen más reciente</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>Backed up</source>
        <translation>Copiado</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocido</translation>
    </message>
    <message>
        <source>On device</source>
        <translation>En el equipo</translation>
    </message>
    <message>
        <source>You stay a supervisor, with your PIN. Other people and the recovery key have to be set up again.</source>
        <translation>Usted sigue siendo supervisor, con su PIN. Las demás personas y la clave de recuperación deben configurarse de nuevo.</translation>
    </message>
    <message>
        <source>Restore this backup</source>
        <translation>Restaurar esta copia</translation>
    </message>
    <message>
        <source>with your PIN</source>
        <translation>con su PIN</translation>
    </message>
    <message>
        <source>Your PIN</source>
        <translation>Su PIN</translation>
    </message>
    <message>
        <source>Another backup</source>
        <translation>Otra copia</translation>
    </message>
    <message>
        <source>Reading the backup</source>
        <translation>Leyendo la copia</translation>
    </message>
</context>
<context>
    <name>RestoredScreen</name>
    <message>
        <source>Restoring…</source>
        <translation>Restaurando…</translation>
    </message>
    <message>
        <source>Not restored</source>
        <translation>No restaurado</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>Restaurado</translation>
    </message>
    <message>
        <source>Please wait, and leave the device on.</source>
        <translation>Espere y no apague el equipo.</translation>
    </message>
    <message>
        <source>Exams restored: %1. But something in them was altered outside this program: have the audit trail checked.</source>
        <translation>Exámenes restaurados: %1. Pero algo se modificó fuera de este programa: haga revisar el registro.</translation>
    </message>
    <message>
        <source>Exams restored: %1. Nothing in them was altered.</source>
        <translation>Exámenes restaurados: %1. No se ha modificado nada en ellos.</translation>
    </message>
    <message>
        <source>Enter your PIN as before. Then add the other people and have a new recovery key written down.</source>
        <translation>Introduzca su PIN como antes. Después añada a las demás personas y haga anotar una nueva clave de recuperación.</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>SettingsButton</name>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
</context>
<context>
    <name>SettingsScreen</name>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Health and storage</source>
        <translation>Estado y almacenamiento</translation>
    </message>
    <message>
        <source>DICOM node</source>
        <translation>Nodo DICOM</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>Copia de seguridad</translation>
    </message>
    <message>
        <source>Restore a backup</source>
        <translation>Restaurar una copia</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Equipo</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personas</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>Finalidad</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>My PIN</source>
        <translation>Mi PIN</translation>
    </message>
    <message>
        <source>Date and time</source>
        <translation>Fecha y hora</translation>
    </message>
    <message>
        <source>Cable and Wi-Fi</source>
        <translation>Cable y wifi</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Encendido</translation>
    </message>
    <message>
        <source>Decommission</source>
        <translation>Retirar del servicio</translation>
    </message>
    <message>
        <source>nothing to do</source>
        <translation>nada pendiente</translation>
    </message>
    <message>
        <source>to do: %1</source>
        <translation>pendiente: %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nunca</translation>
    </message>
    <message>
        <source>last: %1</source>
        <translation>última: %1</translation>
    </message>
    <message>
        <source>names and PINs</source>
        <translation>nombres y PIN</translation>
    </message>
    <message>
        <source>Research</source>
        <translation>Investigación</translation>
    </message>
    <message>
        <source>Clinical use</source>
        <translation>Uso clínico</translation>
    </message>
    <message>
        <source>connections</source>
        <translation>conexiones</translation>
    </message>
    <message>
        <source>not shown here</source>
        <translation>no se muestra aquí</translation>
    </message>
    <message>
        <source>switch off, restart</source>
        <translation>apagar, reiniciar</translation>
    </message>
    <message>
        <source>for a supervisor</source>
        <translation>solo para supervisores</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Retake</source>
        <translation>Repetir</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Revisando</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Guardando</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Aceptar</translation>
    </message>
</context>
<context>
    <name>SourceLine</name>
    <message>
        <source>Live</source>
        <translation>En vivo</translation>
    </message>
    <message>
        <source>Delayed</source>
        <translation>Retrasado</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>Congelado</translation>
    </message>
    <message>
        <source>New format</source>
        <translation>Formato nuevo</translation>
    </message>
    <message>
        <source>No signal</source>
        <translation>Sin señal</translation>
    </message>
    <message>
        <source>Faulty image</source>
        <translation>Imagen defectuosa</translation>
    </message>
    <message>
        <source>Disconnected</source>
        <translation>Desconectado</translation>
    </message>
    <message>
        <source>Reconnecting</source>
        <translation>Reconectando</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Terminado</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Conectando</translation>
    </message>
    <message>
        <source>%1 fps, %2 ms old</source>
        <translation>%1 fps, %2 ms</translation>
    </message>
    <message>
        <source>%1 ms old</source>
        <translation>hace %1 ms</translation>
    </message>
    <message>
        <source>%1 fps</source>
        <translation>%1 fps</translation>
    </message>
    <message>
        <source>Unknown: %1</source>
        <translation>Desconocido: %1</translation>
    </message>
    <message>
        <source>CPU (the GPU runtime did not start)</source>
        <translation>CPU (el entorno de GPU no se inició)</translation>
    </message>
    <message>
        <source>Validated: %1</source>
        <translation>Validado: %1</translation>
    </message>
    <message>
        <source>Validated: simulated</source>
        <translation>Validado: simulado</translation>
    </message>
    <message>
        <source>Validated by the maker</source>
        <translation>Validado por el fabricante</translation>
    </message>
</context>
<context>
    <name>StoredClip</name>
    <message>
        <source>%1, clip %2, %3</source>
        <translation>%1, clip %2, %3</translation>
    </message>
    <message>
        <source>Simulated</source>
        <translation>Simulado</translation>
    </message>
    <message>
        <source>From a recording</source>
        <translation>De una grabación</translation>
    </message>
    <message>
        <source>%1 s, %2 images, %3 per second</source>
        <translation>%1 s, %2 imágenes, %3 por segundo</translation>
    </message>
    <message>
        <source>The network does not analyse clips.</source>
        <translation>La red no analiza los clips.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausa</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Reproducir</translation>
    </message>
    <message>
        <source>%1 of %2 s</source>
        <translation>%1 de %2 s</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Retake</source>
        <translation>Repetir</translation>
    </message>
</context>
<context>
    <name>StoredExam</name>
    <message>
        <source>Anonymous patient</source>
        <translation>Paciente anónimo</translation>
    </message>
    <message>
        <source>%1, by %2</source>
        <translation>%1, por %2</translation>
    </message>
    <message>
        <source>%1, by %2, not finished</source>
        <translation>%1, por %2, sin terminar</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Network: %1</source>
        <translation>Red: %1</translation>
    </message>
    <message>
        <source>Images without a finding: %1</source>
        <translation>Imágenes sin hallazgo: %1</translation>
    </message>
    <message>
        <source>Assessment: %1</source>
        <translation>Valoración: %1</translation>
    </message>
    <message>
        <source>Note: %1</source>
        <translation>Nota: %1</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Evolución</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Borrar</translation>
    </message>
    <message>
        <source>Change patient</source>
        <translation>Cambiar paciente</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
</context>
<context>
    <name>StoredFinding</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Research score, 0 to 1: %1</source>
        <translation>Valor de investigación, 0 a 1: %1</translation>
    </message>
    <message>
        <source>Probability of abnormality: %1</source>
        <translation>Probabilidad de anomalía: %1</translation>
    </message>
    <message>
        <source>%1: %2 %</source>
        <translation>%1: %2 %</translation>
    </message>
    <message>
        <source>%1, echo intensity %2</source>
        <translation>%1, ecointensidad %2</translation>
    </message>
    <message>
        <source>Echo intensity: %1 of 255</source>
        <translation>Ecointensidad: %1 de 255</translation>
    </message>
    <message>
        <source>Note: %1</source>
        <translation>Nota: %1</translation>
    </message>
    <message>
        <source>Simulated image</source>
        <translation>Imagen simulada</translation>
    </message>
    <message>
        <source>From a recording</source>
        <translation>De una grabación</translation>
    </message>
</context>
<context>
    <name>StoredImage</name>
    <message>
        <source>%1, earlier image %2 of %3</source>
        <translation>%1, imagen anterior %2 de %3</translation>
    </message>
    <message>
        <source>%1, image %2, %3</source>
        <translation>%1, imagen %2, %3</translation>
    </message>
    <message>
        <source>Heatmap</source>
        <translation>Mapa</translation>
    </message>
    <message>
        <source>on</source>
        <translation>activado</translation>
    </message>
    <message>
        <source>off</source>
        <translation>desactivado</translation>
    </message>
    <message>
        <source>Heatmap of</source>
        <translation>Mapa de</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translation>anormal</translation>
    </message>
    <message>
        <source>Earlier at this site</source>
        <translation>Anteriores aquí</translation>
    </message>
    <message>
        <source>images: %1</source>
        <translation>imágenes: %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguna</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Medir</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Note on this image</source>
        <translation>Nota sobre la imagen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Retake</source>
        <translation>Repetir</translation>
    </message>
    <message>
        <source>‹ Earlier</source>
        <translation>‹ Anterior</translation>
    </message>
    <message>
        <source>Later ›</source>
        <translation>Posterior ›</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>No guardado</translation>
    </message>
</context>
<context>
    <name>Summary</name>
    <message>
        <source>Anonymous patient</source>
        <translation>Paciente anónimo</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Resumen</translation>
    </message>
    <message>
        <source>Probability of abnormality</source>
        <translation>Probabilidad de anomalía</translation>
    </message>
    <message>
        <source>Thickness; probability of abnormality (median, range)</source>
        <translation>Grosor; probabilidad de anomalía (mediana, rango)</translation>
    </message>
    <message>
        <source>%1: %2 of %3 judged</source>
        <translation>%1: %2/%3 eval.</translation>
    </message>
    <message>
        <source>%1, images: %2</source>
        <translation>%1, imágenes: %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1–%2 %</source>
        <translation>%1–%2 %</translation>
    </message>
    <message>
        <source>Echo intensity: %1</source>
        <translation>Ecointensidad: %1</translation>
    </message>
    <message>
        <source>model not made for it</source>
        <translation>modelo no hecho para él</translation>
    </message>
    <message>
        <source>Images without a finding: %1</source>
        <translation>Imágenes sin hallazgo: %1</translation>
    </message>
    <message>
        <source>Network, overall</source>
        <translation>Red, en conjunto</translation>
    </message>
    <message>
        <source>Overall: %1</source>
        <translation>En conjunto: %1</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Evolución</translation>
    </message>
    <message>
        <source>Edit patient</source>
        <translation>Editar paciente</translation>
    </message>
    <message>
        <source>Your assessment</source>
        <translation>Su valoración</translation>
    </message>
</context>
<context>
    <name>TapScaleScreen</name>
    <message>
        <source>Still image. Tap the first point</source>
        <translation>Imagen fija. Toque el primer punto</translation>
    </message>
    <message>
        <source>Tap the second point</source>
        <translation>Toque el segundo punto</translation>
    </message>
    <message>
        <source>The scale could not be saved</source>
        <translation>No se pudo guardar la escala</translation>
    </message>
    <message>
        <source>No scale can be set from these points</source>
        <translation>Estos puntos no dan una escala</translation>
    </message>
    <message>
        <source>Probe disconnected. Reconnecting…</source>
        <translation>Sonda desconectada. Reconectando…</translation>
    </message>
    <message>
        <source>Distance between the points</source>
        <translation>Distancia entre los puntos</translation>
    </message>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
    <message>
        <source>%1 cm</source>
        <translation>%1 cm</translation>
    </message>
    <message>
        <source>%1 1 mm</source>
        <translation>%1 1 mm</translation>
    </message>
    <message>
        <source>%1 1 cm</source>
        <translation>%1 1 cm</translation>
    </message>
    <message>
        <source>%1 mm per pixel, depth %2 mm</source>
        <translation>%1 mm por píxel, profundidad %2 mm</translation>
    </message>
    <message>
        <source>Valid until the program is closed</source>
        <translation>Válida hasta cerrar el programa</translation>
    </message>
    <message>
        <source>Mark a setting…</source>
        <translation>Marcar un ajuste…</translation>
    </message>
    <message>
        <source>Text on the scanner&apos;s screen</source>
        <translation>Texto en el ecógrafo</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Fijar</translation>
    </message>
</context>
<context>
    <name>TapSettingScreen</name>
    <message>
        <source>Which setting is this?</source>
        <translation>¿Qué ajuste es?</translation>
    </message>
    <message>
        <source>Tap above left of a setting&apos;s text</source>
        <translation>Toque arriba a la izquierda del texto de un ajuste</translation>
    </message>
    <message>
        <source>Tap below right of the text</source>
        <translation>Toque abajo a la derecha del texto</translation>
    </message>
    <message>
        <source>Leave room for a longer number. Never mark a name or a clock.</source>
        <translation>Deje espacio para un número más largo. No marque nunca un nombre ni un reloj.</translation>
    </message>
    <message>
        <source>The setting was not marked</source>
        <translation>El ajuste no se ha marcado</translation>
    </message>
    <message>
        <source>Probe disconnected. Reconnecting…</source>
        <translation>Sonda desconectada. Reconectando…</translation>
    </message>
    <message>
        <source>Tap to change</source>
        <translation>Toque para cambiar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Fijar</translation>
    </message>
</context>
<context>
    <name>TextEntry</name>
    <message>
        <source>%1: %2 to %3</source>
        <translation>%1: de %2 a %3</translation>
    </message>
    <message>
        <source>At most %1 characters, no backslash</source>
        <translation>Como máximo %1 caracteres, sin barra invertida</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>Theme</name>
    <message>
        <source>.</source>
        <comment>decimal separator</comment>
        <translation>,</translation>
    </message>
</context>
<context>
    <name>TrendChart</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Probability of abnormality</source>
        <translation>Probabilidad de anomalía</translation>
    </message>
    <message>
        <source>Echo intensity, z-score (dashed: +2)</source>
        <translation>Ecointensidad, valor z (discontinua: +2)</translation>
    </message>
    <message>
        <source>Muscle thickness, mm</source>
        <translation>Grosor muscular, mm</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>sin valor</translation>
    </message>
</context>
<context>
    <name>TrendScreen</name>
    <message>
        <source>Trend</source>
        <translation>Evolución</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Un momento…</translation>
    </message>
    <message>
        <source>There is no trend yet: no muscle of this patient has two values that can be compared.</source>
        <translation>Aún no hay evolución: ningún músculo de este paciente tiene dos valores comparables.</translation>
    </message>
    <message>
        <source>Not comparable, left out: %1 by another model.</source>
        <translation>No comparables, omitidos: %1 con otro modelo.</translation>
    </message>
    <message>
        <source>Not comparable, left out: %1 of another device or preset.</source>
        <translation>No comparables, omitidos: %1 con otro equipo o preajuste.</translation>
    </message>
    <message>
        <source>Thickness: a ring is proposed by the program, a dot is measured by hand.</source>
        <translation>Grosor: anillo = propuesto por el programa, punto = medido a mano.</translation>
    </message>
</context>
<context>
    <name>ValidationScreen</name>
    <message>
        <source>Sensitivity</source>
        <translation>Sensibilidad</translation>
    </message>
    <message>
        <source>Specificity</source>
        <translation>Especificidad</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Exactitud</translation>
    </message>
    <message>
        <source>AUC</source>
        <translation>AUC</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Cobertura</translation>
    </message>
    <message>
        <source>Without an answer</source>
        <translation>Sin respuesta</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>al menos %1</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>como máximo %1</translation>
    </message>
    <message>
        <source>, whole interval</source>
        <translation>, todo el intervalo</translation>
    </message>
    <message>
        <source>Validated at a site</source>
        <translation>Validado en un centro</translation>
    </message>
    <message>
        <source>Validated on simulated images</source>
        <translation>Validado con imágenes simuladas</translation>
    </message>
    <message>
        <source>Validated by the maker</source>
        <translation>Validado por el fabricante</translation>
    </message>
    <message>
        <source>%1, %2. Signed for by %3.</source>
        <translation>%1, %2. Responsable: %3.</translation>
    </message>
    <message>
        <source>Valid until %1.</source>
        <translation>Válido hasta %1.</translation>
    </message>
    <message>
        <source>No values were measured.</source>
        <translation>No se midieron valores.</translation>
    </message>
    <message>
        <source>%1 images of %2 subjects.</source>
        <translation>%1 imágenes de %2 sujetos.</translation>
    </message>
    <message>
        <source>%1 images of %2 subjects; %3 images without an answer.</source>
        <translation>%1 imágenes de %2 sujetos; %3 imágenes sin respuesta.</translation>
    </message>
    <message>
        <source>Of these, %1 were judged and are indeterminate.</source>
        <translation>De ellas, %1 se evaluaron y son indeterminadas.</translation>
    </message>
    <message>
        <source>In brackets: 95 % interval.</source>
        <translation>Entre paréntesis: intervalo del 95 %.</translation>
    </message>
    <message>
        <source>Grey: the limit that had to be met.</source>
        <translation>En gris: el límite que debía cumplirse.</translation>
    </message>
    <message>
        <source>Coverage: share of the judged images that got an answer.</source>
        <translation>Cobertura: proporción de las imágenes evaluadas con respuesta.</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <translation>%1 (%2 a %3)</translation>
    </message>
</context>
<context>
    <name>VerdictForm</name>
    <message>
        <source>Your assessment</source>
        <translation>Su valoración</translation>
    </message>
    <message>
        <source>%1. Network result: %2</source>
        <translation>%1. Resultado de la red: %2</translation>
    </message>
    <message>
        <source>Anonymous patient</source>
        <translation>Paciente anónimo</translation>
    </message>
    <message>
        <source>You disagree with the network. Please say why.</source>
        <translation>Discrepa de la red. Indique el motivo.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Comment (optional)</source>
        <translation>Comentario (opcional)</translation>
    </message>
    <message>
        <source>Note on this exam</source>
        <translation>Nota sobre el examen</translation>
    </message>
    <message>
        <source>Clinical examination</source>
        <translation>Exploración clínica</translation>
    </message>
    <message>
        <source>Other tests</source>
        <translation>Otras pruebas</translation>
    </message>
    <message>
        <source>Image quality</source>
        <translation>Calidad de imagen</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>No guardado</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Guardando…</translation>
    </message>
    <message>
        <source>Hold to finish the exam</source>
        <translation>Mantener para terminar</translation>
    </message>
    <message>
        <source>no changes possible afterwards</source>
        <translation>después no se puede modificar nada</translation>
    </message>
</context>
</TS>
