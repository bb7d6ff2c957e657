<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES">
<context>
    <name>BodyMap</name>
    <message>
        <source>front</source>
        <translation>frente</translation>
    </message>
    <message>
        <source>back</source>
        <translation>espalda</translation>
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
    <name>Done</name>
    <message>
        <source>It is write-protected: slide its switch, or take another one.</source>
        <translation>Está protegida contra escritura: mueva su interruptor o use otra.</translation>
    </message>
    <message>
        <source>It is full: make room on it, or take another one.</source>
        <translation>Está llena: libere espacio o use otra.</translation>
    </message>
    <message>
        <source>It cannot be written to: take another one.</source>
        <translation>No se puede escribir en ella: use otra.</translation>
    </message>
    <message>
        <source>Finished and saved</source>
        <translation>Terminado y guardado</translation>
    </message>
    <message>
        <source>Anonymous patient</source>
        <translation>Paciente anónimo</translation>
    </message>
    <message>
        <source>Export to a USB stick, under a pseudonym: images as DICOM, the report as PDF, figures as CSV.</source>
        <translation>Exportar a una memoria USB, con seudónimo: imágenes en DICOM, informe en PDF, cifras en CSV.</translation>
    </message>
    <message>
        <source>To export, plug in a USB stick.</source>
        <translation>Para exportar, conecte una memoria USB.</translation>
    </message>
    <message>
        <source>Send under a pseudonym: images and report as DICOM. Or plug in a USB stick.</source>
        <translation>Enviar con un seudónimo: imágenes e informe en DICOM. O conectar una memoria USB.</translation>
    </message>
    <message>
        <source>Export to %1</source>
        <translation>Exportar a %1</translation>
    </message>
    <message>
        <source>Send to the server %1</source>
        <translation>Enviar al servidor %1</translation>
    </message>
    <message>
        <source>Exporting the exam before</source>
        <translation>Exportando el examen anterior</translation>
    </message>
    <message>
        <source>The exam before was not exported</source>
        <translation>El examen anterior no se exportó</translation>
    </message>
    <message>
        <source>Exported. The stick can be pulled out.</source>
        <translation>Exportado. Puede retirar la memoria.</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>Exportando</translation>
    </message>
    <message>
        <source>Not exported</source>
        <translation>No exportado</translation>
    </message>
    <message>
        <source>Sent. The server has stored it.</source>
        <translation>Enviado. El servidor lo ha guardado.</translation>
    </message>
    <message>
        <source>Next patient</source>
        <translation>Paciente siguiente</translation>
    </message>
</context>
<context>
    <name>ErrorMessages</name>
    <message>
        <source>This PIN is wrong.</source>
        <translation>Este PIN es incorrecto.</translation>
    </message>
    <message>
        <source>This PIN is wrong. Try again in %1 s.</source>
        <translation>Este PIN es incorrecto. Inténtelo de nuevo en %1 s.</translation>
    </message>
    <message>
        <source>Too many wrong PINs. Try again in %1 s.</source>
        <translation>Demasiados PIN incorrectos. Inténtelo de nuevo en %1 s.</translation>
    </message>
    <message>
        <source>The disk is full. Export finished exams and have them deleted.</source>
        <translation>El disco está lleno. Exporte los exámenes terminados y haga que los borren.</translation>
    </message>
    <message>
        <source>The disk reports an error. Try again, then have the disk replaced.</source>
        <translation>El disco da un error. Inténtelo de nuevo y después haga cambiar el disco.</translation>
    </message>
    <message>
        <source>The disk cannot be read or written. Have the device checked.</source>
        <translation>No se puede leer o escribir en el disco. Haga revisar el equipo.</translation>
    </message>
    <message>
        <source>What is kept on this device is damaged. Have a backup restored.</source>
        <translation>Los datos de este equipo están dañados. Haga restaurar una copia de seguridad.</translation>
    </message>
    <message>
        <source>The exams were written by a newer program. Have this one updated.</source>
        <translation>Los exámenes son de un programa más nuevo. Haga actualizar este.</translation>
    </message>
    <message>
        <source>Another program has the exams open. Have it closed.</source>
        <translation>Otro programa tiene abiertos los exámenes. Haga que lo cierren.</translation>
    </message>
    <message>
        <source>Room for about %1 images is left. Export finished exams and have them deleted.</source>
        <translation>Queda sitio para unas %1 imágenes. Exporte los exámenes terminados y haga que los borren.</translation>
    </message>
    <message>
        <source>There is no room for another image. Export finished exams and have them deleted.</source>
        <translation>No hay sitio para otra imagen. Exporte los exámenes terminados y haga que los borren.</translation>
    </message>
    <message>
        <source>This exam is finished and cannot be changed. Begin another one.</source>
        <translation>Este examen está terminado y no se puede cambiar. Empiece otro.</translation>
    </message>
    <message>
        <source>This exam or image is no longer there.</source>
        <translation>Este examen o esta imagen ya no existe.</translation>
    </message>
    <message>
        <source>The exams are locked. Enter the PIN.</source>
        <translation>Los exámenes están bloqueados. Introduzca el PIN.</translation>
    </message>
    <message>
        <source>The stick is full. Make room on it, or take another one.</source>
        <translation>La memoria USB está llena. Libere espacio o use otra.</translation>
    </message>
    <message>
        <source>The stick reports an error. Take another one.</source>
        <translation>La memoria USB da un error. Use otra.</translation>
    </message>
    <message>
        <source>The stick cannot be written. Remove its write protection, or take another one.</source>
        <translation>No se puede escribir en la memoria USB. Quite la protección contra escritura o use otra.</translation>
    </message>
    <message>
        <source>The stick is no longer there. Plug it in and export again.</source>
        <translation>La memoria USB ya no está. Conéctela y exporte de nuevo.</translation>
    </message>
    <message>
        <source>The export was interrupted. Export again.</source>
        <translation>La exportación se interrumpió. Exporte de nuevo.</translation>
    </message>
    <message>
        <source>The server %1 does not answer, or refuses. Check the network.</source>
        <translation>El servidor %1 no responde o rechaza la conexión. Revise la red.</translation>
    </message>
    <message>
        <source>The server %1 did not store everything. Send again, or have the server checked.</source>
        <translation>El servidor %1 no lo guardó todo. Envíe de nuevo o haga revisar el servidor.</translation>
    </message>
    <message>
        <source>The connection to the server %1 was lost. Send again.</source>
        <translation>Se perdió la conexión con el servidor %1. Envíe de nuevo.</translation>
    </message>
    <message>
        <source>The points are too near to each other. Tap two that are farther apart.</source>
        <translation>Los puntos están demasiado cerca. Toque dos más separados.</translation>
    </message>
    <message>
        <source>No scanner shows such a scale. Correct the distance or the points.</source>
        <translation>Ningún ecógrafo muestra esa escala. Corrija la distancia o los puntos.</translation>
    </message>
    <message>
        <source>The program failed unexpectedly (%1). Try again.</source>
        <translation>El programa falló de forma inesperada (%1). Inténtelo de nuevo.</translation>
    </message>
</context>
<context>
    <name>ExamStrip</name>
    <message>
        <source>Not saved. The image is still here: try again</source>
        <translation>No guardado. La imagen sigue aquí: inténtelo de nuevo</translation>
    </message>
    <message>
        <source>Saved: image %1 of %2</source>
        <translation>Guardado: imagen %1 de %2</translation>
    </message>
    <message>
        <source>This image cannot be kept</source>
        <translation>Esta imagen no se puede conservar</translation>
    </message>
    <message>
        <source>It was not live, or has no finding. Go on live and freeze again.</source>
        <translation>No era en vivo o no tiene hallazgo. Siga en vivo y congele de nuevo.</translation>
    </message>
    <message>
        <source>Network and echo intensity disagree</source>
        <translation>La red y la ecointensidad discrepan</translation>
    </message>
    <message>
        <source>%1: image %2</source>
        <translation>%1: imagen %2</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
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
    <name>Header</name>
    <message>
        <source>Lock</source>
        <translation>Bloquear</translation>
    </message>
</context>
<context>
    <name>HeatScale</name>
    <message>
        <source>Evidence of
abnormal</source>
        <translation>Indicios de
anormal</translation>
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
        <translation>no</translation>
    </message>
</context>
<context>
    <name>Kiosk</name>
    <message>
        <source>Research use only.</source>
        <translation>Solo para investigación.</translation>
    </message>
    <message>
        <source>Weights trained on simulated images. Assists, never diagnoses.</source>
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
        <source>Uncertain</source>
        <translation>Incierto</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>No evaluado</translation>
    </message>
    <message>
        <source>Nothing judged</source>
        <translation>Nada evaluado</translation>
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
        <source>Not judged</source>
        <translation>No evaluado</translation>
    </message>
    <message>
        <source>No finding</source>
        <translation>Sin hallazgo</translation>
    </message>
    <message>
        <source>No contact in the region: more gel, or hold the probe on.</source>
        <translation>Sin contacto en la región: más gel, o apoye la sonda.</translation>
    </message>
    <message>
        <source>Too bright in the region: turn the gain down.</source>
        <translation>Demasiado brillo en la región: baje la ganancia.</translation>
    </message>
    <message>
        <source>Probability of abnormal</source>
        <translation>Probabilidad de anormal</translation>
    </message>
    <message>
        <source>Unsteady: %1–%2 % in 1 s</source>
        <translation>Inestable: %1–%2 % en 1 s</translation>
    </message>
    <message>
        <source>%1–%2 % over the last second</source>
        <translation>%1–%2 % en el último segundo</translation>
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
        <source>Image %1 s old</source>
        <translation>Imagen de hace %1 s</translation>
    </message>
    <message>
        <source>Scale unknown</source>
        <translation>Sin escala</translation>
    </message>
    <message>
        <source>Set scale: two taps</source>
        <translation>Toque 2 puntos</translation>
    </message>
    <message>
        <source>No image from the probe, trying again</source>
        <translation>Sin imagen de la sonda, nuevo intento</translation>
    </message>
    <message>
        <source>Probe lost, reconnecting</source>
        <translation>Sonda perdida, reconectando</translation>
    </message>
    <message>
        <source>Probe lost: image %1 s old, reconnecting</source>
        <translation>Sonda perdida: imagen de hace %1 s, reconectando</translation>
    </message>
    <message>
        <source>Probe is back, waiting for its image</source>
        <translation>La sonda volvió, esperando su imagen</translation>
    </message>
    <message>
        <source>Probe is back: image %1 s old, waiting for the next</source>
        <translation>La sonda volvió: imagen de hace %1 s, esperando la siguiente</translation>
    </message>
    <message>
        <source>The same image for %1 s</source>
        <translation>La misma imagen desde hace %1 s</translation>
    </message>
    <message>
        <source>The image&apos;s format has changed</source>
        <translation>El formato de la imagen ha cambiado</translation>
    </message>
    <message>
        <source>Check the cable at both ends, and that the scanner is on.</source>
        <translation>Revise el cable en ambos extremos y que el ecógrafo esté encendido.</translation>
    </message>
    <message>
        <source>The scanner is frozen, or sends no signal.</source>
        <translation>El ecógrafo está congelado o no envía señal.</translation>
    </message>
    <message>
        <source>Check that the whole ultrasound is to be seen.</source>
        <translation>Compruebe que se ve la ecografía completa.</translation>
    </message>
    <message>
        <source>AI unavailable: image only</source>
        <translation>IA no disponible: solo la imagen</translation>
    </message>
    <message>
        <source>If this stays, have the device checked.</source>
        <translation>Si persiste, haga revisar el equipo.</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>Congelado</translation>
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
    <name>PatientForm</name>
    <message>
        <source>not given</source>
        <translation>no indicado</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Correct the patient</source>
        <translation>Corregir los datos</translation>
    </message>
    <message>
        <source>Images and findings stay as they are.</source>
        <translation>Las imágenes y los hallazgos no cambian.</translation>
    </message>
    <message>
        <source>Identifier of your clinic</source>
        <translation>Identificador de su centro</translation>
    </message>
    <message>
        <source>years</source>
        <translation>años</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Edad</translation>
    </message>
    <message>
        <source>Age, years</source>
        <translation>Edad, años</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>Femenino</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>Masculino</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Estatura</translation>
    </message>
    <message>
        <source>Height, cm</source>
        <translation>Estatura, cm</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Peso</translation>
    </message>
    <message>
        <source>Weight, kg</source>
        <translation>Peso, kg</translation>
    </message>
    <message>
        <source>The exam was not begun</source>
        <translation>El examen no se inició</translation>
    </message>
    <message>
        <source>The correction was not saved</source>
        <translation>La corrección no se guardó</translation>
    </message>
    <message>
        <source>Anonymous</source>
        <translation>Anónimo</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Empezar</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Guardando</translation>
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
    <name>PinScreen</name>
    <message>
        <source>Choose a PIN of %1 figures or more</source>
        <translation>Elija un PIN de %1 cifras o más</translation>
    </message>
    <message>
        <source>The same PIN again</source>
        <translation>El mismo PIN otra vez</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>A PIN has %1 figures or more.</source>
        <translation>Un PIN tiene %1 cifras o más.</translation>
    </message>
    <message>
        <source>These were two different PINs. Choose one.</source>
        <translation>Eran dos PIN distintos. Elija uno.</translation>
    </message>
    <message>
        <source>One moment</source>
        <translation>Un momento</translation>
    </message>
    <message>
        <source>Not unlocked: %1</source>
        <translation>No desbloqueado: %1</translation>
    </message>
</context>
<context>
    <name>Protocol</name>
    <message>
        <source>Anonymous patient</source>
        <translation>Paciente anónimo</translation>
    </message>
    <message>
        <source>Images saved: %1</source>
        <translation>Imágenes guardadas: %1</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1: %2 de %3</translation>
    </message>
    <message>
        <source>The exam was not discarded</source>
        <translation>El examen no se descartó</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>correct</source>
        <translation>corregir</translation>
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
    <name>RegionEditor</name>
    <message>
        <source>To muscle</source>
        <translation>Al músculo</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Retake</source>
        <translation>Repetir</translation>
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
        <source>Stale</source>
        <translation>Antiguo</translation>
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
        <source>Lost</source>
        <translation>Perdido</translation>
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
        <translation>%1 i/s, %2 ms</translation>
    </message>
    <message>
        <source>%1 ms old</source>
        <translation>hace %1 ms</translation>
    </message>
    <message>
        <source>%1 fps</source>
        <translation>%1 i/s</translation>
    </message>
    <message>
        <source>Unknown device: %1</source>
        <translation>Dispositivo desconocido: %1</translation>
    </message>
</context>
<context>
    <name>Summary</name>
    <message>
        <source>Anonymous patient</source>
        <translation>Paciente anónimo</translation>
    </message>
    <message>
        <source>Summary. Probability of abnormal: median, range</source>
        <translation>Resumen. Probabilidad de anormal: mediana, rango</translation>
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
        <source>The network, all muscles together</source>
        <translation>La red, todos los músculos</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>correct</source>
        <translation>corregir</translation>
    </message>
    <message>
        <source>Your verdict</source>
        <translation>Su juicio</translation>
    </message>
</context>
<context>
    <name>TapScaleScreen</name>
    <message>
        <source>Still image: tap the first of two points</source>
        <translation>Imagen fija: toque el primero de dos puntos</translation>
    </message>
    <message>
        <source>Tap the second point</source>
        <translation>Toque el segundo punto</translation>
    </message>
    <message>
        <source>The scale could not be stored</source>
        <translation>No se pudo guardar la escala</translation>
    </message>
    <message>
        <source>No scale from these points</source>
        <translation>Estos puntos no dan una escala</translation>
    </message>
    <message>
        <source>Probe lost, reconnecting</source>
        <translation>Sonda perdida, reconectando</translation>
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
        <source>%1 mm per pixel, %2 mm deep</source>
        <translation>%1 mm por píxel, %2 mm de profundidad</translation>
    </message>
    <message>
        <source>Holds until the program ends</source>
        <translation>Vale hasta que termine el programa</translation>
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
        <source>%1: from %2 to %3</source>
        <translation>%1: de %2 a %3</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>VerdictForm</name>
    <message>
        <source>Your verdict</source>
        <translation>Su juicio</translation>
    </message>
    <message>
        <source>%1. The network says: %2</source>
        <translation>%1. La red dice: %2</translation>
    </message>
    <message>
        <source>Anonymous patient</source>
        <translation>Paciente anónimo</translation>
    </message>
    <message>
        <source>You differ from the network: say why</source>
        <translation>Difiere de la red: diga por qué</translation>
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
        <source>Not saved</source>
        <translation>No guardado</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Guardando</translation>
    </message>
    <message>
        <source>Finish the exam</source>
        <translation>Terminar el examen</translation>
    </message>
    <message>
        <source>nothing can be changed afterwards</source>
        <translation>después no se puede cambiar nada</translation>
    </message>
</context>
</TS>
