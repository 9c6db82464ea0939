"""The matrix: what works where, over TensorFlow versions, both Kerases, backends and devices.

Data flows one way: ``read`` takes files of results and tells what each holds, ``merge`` makes one
table of them, ``words`` says in sentences what differs, and ``page``, ``markdown``, ``text`` and
``merge`` itself (JSON) render that table. ``target`` makes the files for a pipeline of the user's,
``column`` those of the project's own matrix. Nothing here imports TensorFlow.
"""
